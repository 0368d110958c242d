// Graph convolutions that normalise the adjacency matrix themselves, one above the other:
// relu(D^-1/2 (A + I) D^-1/2 X W).

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

let club = try DatasetCatalog().dataset("karate")
let adjacency = club.graph.adjacency(of: Float.self).dense()
// snippet.show
struct TutorialGCNLayer: Module {
  var lin: Linear

  init(inputSize: Int, outputSize: Int) {
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false, initializer: .glorotUniform)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  func callAsFunction(_ x: Variable, _ adjacency: Tensor, _ context: ForwardContext) -> Variable {
    let nodes = adjacency.shape[0]
    let withLoops = adjacency + Tensor(oneHot: (0..<nodes).map { Int32($0) }, classCount: nodes)
    let degrees = withLoops.sum(axis: 1)
    let roots = degrees.scalars.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    let normalized = withLoops * Tensor(roots, shape: [nodes, 1]) * Tensor(roots, shape: [1, nodes])
    return Variable(normalized).matmul(lin(x, context)).relu()
  }
}

struct TutorialDeepGCN: Module {
  var layers: [TutorialGCNLayer]

  init(sizes: [Int]) {
    layers = zip(sizes, sizes.dropFirst()).map { TutorialGCNLayer(inputSize: $0, outputSize: $1) }
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layers", &layers) }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    layers.reduce(x) { $1($0, adjacency, context) }
  }
}
// snippet.hide
let network = TutorialDeepGCN(sizes: [34, 16, 8, 2]).initialized(seed: 1)
let x = Variable(Tensor(oneHot: (0..<34).map { Int32($0) }, classCount: 34))
let y = network(x, ForwardContext()).value
var hidden = x
for own in network.layers {
  var layer = DenseGraphConv(
    inputSize: own.lin.inputSize, outputSize: own.lin.outputSize, normalizes: true, hasBias: false)
  layer.lin = own.lin
  hidden = layer(hidden, adjacency: adjacency, ForwardContext())
}
precondition(zip(y.scalars, hidden.value.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
