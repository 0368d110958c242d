// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore

/// The benchmarks of tensors: products of matrices, passes over 64 million numbers, and 1,000 additions
/// of eight numbers with their gradient. The sizes are those of the scripts in `peers`.
enum Arithmetic {
  static func times(_ name: String, _ steps: Int?) -> [Double]? {
    switch name {
    case "gemm":
      let (a, b) = (random([2048, 2048]), random([2048, 2048]))
      return milliseconds(steps ?? 20) { _ in _ = a.matmul(b) }
    case "gemm-tall":
      let (a, b) = (random([169_343, 128]), random([128, 256]))
      return milliseconds(steps ?? 20) { _ in _ = a.matmul(b) }
    case "gemm-transposed":
      let (a, b) = (random([169_343, 128]), random([169_343, 256]))
      return milliseconds(steps ?? 20) { _ in _ = a.matmul(b, transposingLeft: true) }
    case "gemm-narrow":
      let (a, b) = (random([2708, 1433]), random([1433, 16]))
      return milliseconds(steps ?? 100) { _ in _ = a.matmul(b) }
    case "add":
      let (a, b) = (random([many]), random([many]))
      return milliseconds(steps ?? 10) { _ in _ = a + b }
    case "add-small":
      let (a, b) = (random([1 << 14]), random([1 << 14]))
      return milliseconds(steps ?? 20) { _ in for _ in 0..<1000 { _ = a + b } }
    case "relu": return maps(.relu, steps)
    case "exp": return maps(.exponential, steps)
    case "sum":
      let a = random([many])
      return milliseconds(steps ?? 10) { _ in _ = a.sum() }
    case "softmax":
      let a = random([65_536, 1024])
      return milliseconds(steps ?? 10) { _ in _ = a.softmax() }
    case "log-softmax":
      let a = random([169_343, 40])
      return milliseconds(steps ?? 30) { _ in _ = a.softmaxOverLastAxis(logarithm: true) }
    case "chain":
      let (parameter, other) = (
        Parameter(Tensor(repeating: 1, shape: [8])), Parameter(Tensor(repeating: 0.5, shape: [8]))
      )
      return milliseconds(steps ?? 100) { _ in
        let context = ForwardContext(training: 0, step: 0)
        let end = (0..<1000).reduce(context[parameter]) { value, _ in value + context[other] }
        _ = context.gradients(of: end.sum())
      }
    default: return nil
    }
  }

  private static let many = 64 << 20

  private static func random(_ shape: Shape) -> Tensor {
    RandomStream(seed: 1, purpose: .generation).uniform(shape, from: 0, to: 1)
  }

  private static func maps(_ function: ElementwiseFunction, _ steps: Int?) -> [Double] {
    let a = random([many])
    return milliseconds(steps ?? 10) { _ in _ = a.map(function) }
  }
}
