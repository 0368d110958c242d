// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore

extension Suites {
  /// Products of matrices, passes over 64 million numbers, and 1,000 additions of eight numbers with their gradient.
  /// The sizes are those of `peers/dense.py`.
  static func dense() -> [Case] {
    [
      product("gemm", [2048, 2048], [2048, 2048]), product("gemm-tall", [169_343, 128], [128, 256]),
      product("gemm-transposed", [169_343, 128], [169_343, 256], transposingLeft: true),
      product("gemm-narrow", [2708, 1433], [1433, 16]),
      pass("add", bytes: 12) { $0 + $1 }, pass("relu", bytes: 8) { x, _ in x.map(.relu) },
      pass("exp", bytes: 8) { x, _ in x.map(.exponential) }, pass("sum", bytes: 4) { x, _ in x.sum() },
      pass("softmax", [65_536, 1024], bytes: 8) { x, _ in x.softmax() },
      pass("log-softmax", [169_343, 40], bytes: 8) { x, _ in x.softmaxOverLastAxis(logarithm: true) },
      pass("add-small", [1 << 14], bytes: 12_000) { x, y in
        (1..<1000).reduce(x + y) { _, _ in x + y }
      },
      chain(),
    ]
  }

  private static func product(_ name: String, _ left: Shape, _ right: Shape, transposingLeft: Bool = false)
    -> Case
  {
    Case(name: "dense/\(name)") { budget in
      let (a, b) = (Inputs.random(left), Inputs.random(right, seed: 2))
      return Timing(
        milliseconds: budget.times { _ = a.matmul(b, transposingLeft: transposingLeft) },
        flops: 2 * Double(left[0] * left[1] * right[1]))
    }
  }

  private static func pass(
    _ name: String, _ shape: Shape = [64 << 20], bytes: Int,
    _ body: @escaping (Tensor, Tensor) -> Tensor
  ) -> Case {
    Case(name: "dense/\(name)") { budget in
      let (x, y) = (Inputs.random(shape), Inputs.random(shape, seed: 2))
      return Timing(milliseconds: budget.times { _ = body(x, y) }, bytes: Double(bytes * x.count))
    }
  }

  private static func chain() -> Case {
    Case(name: "dense/chain") { budget in
      let (parameter, other) = (
        Parameter(Tensor(repeating: 1, shape: [8])), Parameter(Tensor(repeating: 0.5, shape: [8]))
      )
      let times = budget.times {
        let context = ForwardContext(training: 0, step: 0)
        let end = (0..<1000).reduce(context[parameter]) { value, _ in value + context[other] }
        _ = context.gradients(of: end.sum())
      }
      return Timing(milliseconds: times, units: (1000, "operations"))
    }
  }
}
