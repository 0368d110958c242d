// A graph layer of one's own: the mean over the nodes that a node hears from, with its gradient.

// snippet.hide
import GraphLearning

// snippet.show
struct MeanConv: Module {
  var lin: Linear

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  func callAsFunction(
    _ x: Variable, on adjacency: SparseMatrix<Float>, _ context: ForwardContext
  ) -> Variable {
    adjacency.multiplied(by: lin(x, context))
  }
}
// snippet.hide
let club = try DatasetCatalog().dataset("karate")
let stream = RandomStream(seed: 1, purpose: .initialization)
let layer = MeanConv(lin: Linear(inputSize: 3, outputSize: 2, stream: stream))
let context = ForwardContext(training: 1, step: 0)
let output = layer(Variable(stream.normal([34, 3])), on: club.graph.adjacency(.row), context)
let gradients = context.gradients(of: output.sum())
guard let gradient = gradients[layer.lin.weight] else { fatalError("no gradient has reached the weights") }
print("output \(output.shape), gradient \(gradient.shape)")
