// A graph neural network whose layers are relu(A X W + b), with the adjacency matrix as a tensor.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

let club = try DatasetCatalog().dataset("karate")
let adjacency = club.graph.adjacency(of: Float.self).dense()
// snippet.show
struct TutorialGNN: Module {
  var layer1, layer2: DenseGraphConv

  init(inputSize: Int, hiddenSize: Int, classes: Int) {
    layer1 = DenseGraphConv(inputSize: inputSize, outputSize: hiddenSize)
    layer2 = DenseGraphConv(inputSize: hiddenSize, outputSize: classes)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("layer1", &layer1)
    visitor("layer2", &layer2)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    layer2(layer1(x, adjacency: adjacency, context), adjacency: adjacency, context)
  }
}
// snippet.hide
let network = TutorialGNN(inputSize: 34, hiddenSize: 8, classes: 2).initialized(seed: 1)
let x = Tensor(oneHot: (0..<34).map { Int32($0) }, classCount: 34)
let y = network(Variable(x), ForwardContext()).value
func layer(_ x: Tensor, _ layer: DenseGraphConv) -> Tensor {
  (adjacency.matmul(x.matmul(layer.lin.weight.value)) + (layer.lin.bias?.value ?? Tensor(0))).map(.relu)
}
let expected = layer(layer(x, network.layer1), network.layer2)
precondition(zip(y.scalars, expected.scalars).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($1)) })
