// Times operations on eight numbers, where the work itself takes no time: what an operation costs besides, forward and with
// its gradient. One JSON line, medians over repeated chains.
//
// usage: OperationTimes [LENGTH]

import Autograd
import NeuralNetworks
import TensorCore

let arguments = CommandLine.arguments
guard arguments.count <= 2, let length = Int(arguments.count == 2 ? arguments[1] : "1000"), length > 0
else { fatalError("usage: OperationTimes [LENGTH]") }

/// The median time of one operation in nanoseconds, where `body` does `length` of them.
func nanoseconds(_ body: () -> Void) -> Int {
  let clock = ContinuousClock()
  let times = (0..<201).map { _ in clock.measure(body) / .nanoseconds(1) }
  return Int(times.sorted()[times.count / 2]) / length
}

let parameter = Parameter(Tensor(repeating: 1, shape: [8]))
let other = Parameter(Tensor(repeating: 0.5, shape: [8]))

/// The time of a chain of operations, without gradients and with them.
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
