// The first graph convolutional network of the tutorial: linear, times A, relu, linear, softmax.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

let club = try DatasetCatalog().dataset("karate")
let adjacency = DenseGraphConv.normalized(club.graph.adjacency(of: Float.self).dense())
// snippet.show
struct TutorialGCN: Module {
  var lin1 = Linear(inputSize: 34, outputSize: 16)
  var lin2 = Linear(inputSize: 16, outputSize: 2)

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &lin1)
    visitor("lin2", &lin2)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    let hidden = Variable(adjacency).matmul(lin1(x, context)).relu()
    return lin2(hidden, context).softmax()
  }
}
// snippet.hide
var mine = TutorialGCN().initialized(seed: 1)
let x = Variable(Tensor(oneHot: (0..<34).map { Int32($0) }, classCount: 34))
var library = LinearPropagationNetwork(inputSize: 34, hiddenSize: 16, classes: 2)
try library.load(mine.stateDictionary(), from: "the tutorial's network")
let same = library(x, adjacency: adjacency, ForwardContext()).softmax().value
precondition(mine(x, ForwardContext()).value.scalars == same.scalars)
var optimizer = Adam(learningRate: 0.01)
let labels = club.labels
for step in 0..<100 {
  let (_, gradients) = mine.valueAndGradients(seed: 1, step: step) { network, context in
    network(x, context).crossEntropy(labels: labels, fromLogits: false)
  }
  optimizer.update(&mine, along: gradients)
}
precondition(mine(x, ForwardContext()).value.argmax(axis: 1) == labels)
