// SPDX-License-Identifier: Apache-2.0

// Times operations on eight numbers, for which the arithmetic takes hardly any time: the overhead of an
// operation, forward and with its gradient. Prints medians over repeated chains as one JSON line.
//
// usage: OperationTimes [LENGTH]   (LENGTH: the number of operations per chain, default 1000)

import Autograd
import NeuralNetworks
import TensorCore

let arguments = CommandLine.arguments
guard arguments.count <= 2, let length = Int(arguments.count == 2 ? arguments[1] : "1000"), length > 0
else { fatalError("usage: OperationTimes [LENGTH]") }

/// Returns the median time of one operation in nanoseconds, if `body` performs `length` operations.
func nanoseconds(_ body: () -> Void) -> Int {
  let clock = ContinuousClock()
  let times = (0..<201).map { _ in clock.measure(body) / .nanoseconds(1) }
  return Int(times.sorted()[times.count / 2]) / length
}

let parameter = Parameter(Tensor(repeating: 1, shape: [8]))
let other = Parameter(Tensor(repeating: 0.5, shape: [8]))

/// Returns the times of a chain of operations, without and with gradients, as a member of a JSON object.
func report(_ name: String, _ operation: (Variable, Variable) -> Variable) -> String {
  let forward = nanoseconds {
    let context = ForwardContext()
    _ = (0..<length).reduce(context[parameter]) { value, _ in operation(value, context[other]) }
  }
  let both = nanoseconds {
    let context = ForwardContext(training: 0, step: 0)
    let right = context[other]
    let end = (0..<length).reduce(context[parameter]) { value, _ in operation(value, right) }
    _ = context.gradients(of: end.sum())
  }
  return #""\#(name)": {"forward_ns": \#(forward), "with_gradient_ns": \#(both)}"#
}

let reports = [
  report("add") { $0 + $1 }, report("multiply") { $0 * $1 }, report("relu") { value, _ in value.relu() },
]
print("{" + reports.joined(separator: ", ") + "}")
