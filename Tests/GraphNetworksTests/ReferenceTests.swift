import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Graph layers agree with PyTorch Geometric, outputs and gradients")
struct ReferenceTests {
  @Test("GCNConv", arguments: ["gcn", "gcn_weighted", "gcn_directed", "gcn_improved"])
  func convolution(name: String) throws {
    let reference = try ReferenceCase(name)
    // The file of gcn_improved holds the result of self-loops of weight 1: PyTorch Geometric left `improved` out
    // of account there, as its edges have no weights. Weight 2 is specified below.
    let layer = GCNConv(
      inputSize: 5, outputSize: 4, hasBias: reference.setting("bias")?.bool ?? true
    ).initialized(seed: 1)
    let steps = layer.messageSteps(of: GraphStructure(try reference.graph()))
    try expectReference(reference, layer) { $0(.dense($1[0]), along: steps[...], $2) }
  }

  @Test("Self-loops of weight 2 enter the degrees and the sum with their weight")
  func improved() {
    let graph = Graph(nodeCount: 2, sources: [0], targets: [1]).undirected()
    let heard = graph.adjacency(.symmetric, selfLoopWeight: 2, of: Double.self).multiplied(by: [1, 0])
    // Both degrees are 3.
    #expect(zip(heard, [2.0 / 3, 1.0 / 3]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test("Undirected graphs take the short cut through symmetry with the same gradients")
  func symmetricShortCut() throws {
    let samples = Samples(seed: 5)
    let graph = samples.graph(nodeCount: 60, edgeCount: 100, isWeighted: true)
    let (sources, targets, weights) = graph.edges()
    let directed = Graph(nodeCount: 60, sources: sources, targets: targets, weights: weights)
    let layer = GCNConv(inputSize: 7, outputSize: 5).initialized(seed: 3)
    let cotangent = samples.tensor([60, 5], ordinal: 4)
    let results = [graph, directed].map { graph in
      let adjacency: SparseMatrix<Float> = graph.adjacency(.symmetric, selfLoopWeight: 1)
      #expect(adjacency.isSymmetric == !graph.isDirected)
      let context = ForwardContext(training: 0, step: 0)
      let input = context.leaf(samples.tensor([60, 7], ordinal: 5))
      let output = layer(.dense(input), on: MessageEdges(adjacency, joinsSameNodes: true), context)
      let gradients = layer.stateDictionary(of: context.gradients(of: output, cotangent: cotangent))
      return gradients.sorted { $0.key < $1.key }.map(\.value) + [input.takeGradient(), output.value]
    }
    #expect(results[0].count == 4)
    for (one, other) in zip(results[0], results[1]) { #expect(mismatch(one, other) == nil) }
  }
}
