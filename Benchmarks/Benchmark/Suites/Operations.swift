// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore

extension Suites {
  /// Operations on eight numbers, for which the arithmetic takes hardly any time: 1,000 of them in a chain.
  static func operations() -> [Case] {
    [
      operation("add") { $0 + $1 }, operation("multiply") { $0 * $1 },
      operation("relu") { value, _ in value.relu() },
    ].flatMap(\.self)
  }

  private static func operation(_ name: String, _ body: @escaping (Variable, Variable) -> Variable) -> [Case]
  {
    [false, true].map { hasGradient in
      Case(name: "operation/\(name)\(hasGradient ? "-gradient" : "")", hasLevels: false) { budget in
        let parameter = Parameter(Tensor(repeating: 1, shape: [8]))
        let other = Parameter(Tensor(repeating: 0.5, shape: [8]))
        let times = budget.times {
          let context = hasGradient ? ForwardContext(training: 0, step: 0) : ForwardContext()
          let right = context[other]
          let end = (0..<1000).reduce(context[parameter]) { value, _ in body(value, right) }
          if hasGradient { _ = context.gradients(of: end.sum()) }
        }
        return Timing(milliseconds: times, units: (1000, "operations"))
      }
    }
  }
}
