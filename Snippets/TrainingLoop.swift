// Trains a network with a manual loop and a custom differentiable operation.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
func softsign(_ x: Variable) -> Variable {
  Variable.custom("softsign", inputs: [x]) { values in
    values[0] / (1 + values[0].abs())
  } gradient: { gradient, values in
    let scale = 1 + values[0].abs()
    return [gradient / (scale * scale)]
  }
}

struct Network: Module {
  var hidden: Linear
  var output: Linear

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("hidden", &hidden)
    visitor("output", &output)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    output(softsign(hidden(x, context)), context)
  }
}

// The four inputs and outputs of exclusive or.
let x = Variable(Tensor([0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2]))
let labels: [Int32] = [0, 1, 1, 0]

var model = Network(
  hidden: Linear(inputSize: 2, outputSize: 16),
  output: Linear(inputSize: 16, outputSize: 2)
).initialized(seed: 1)
let deviations = model.gradientDeviations { model, context in
  model(x, context).crossEntropy(labels: labels)
}
for deviation in deviations { print(deviation) }

var optimizer = Adam(learningRate: 0.05)
for step in 0..<200 {
  let (loss, gradients) = model.valueAndGradients(seed: 1, step: step) { model, context in
    model(x, context).crossEntropy(labels: labels)
  }
  optimizer.update(&model, along: gradients.clipped(norm: 5))
  if step % 50 == 0 { print("step \(step): loss \(loss)") }
}
let predictions = model(x, ForwardContext()).value.argmax(axis: 1)
print(predictions)
// snippet.hide
guard deviations.allSatisfy({ $0.relativeError < 0.01 }) else { fatalError("\(deviations)") }
guard predictions == labels else { fatalError("expected \(labels), found \(predictions)") }
