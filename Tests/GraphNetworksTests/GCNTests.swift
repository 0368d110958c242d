// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("The GCN model and its convolution")
struct GCNTests {
  private static let stream = RandomStream(seed: 1, purpose: .initialization)

  /// Returns a convolution from one feature to one, with weight 2 and bias 1.
  private func doubling() -> GCNConv {
    var layer = GCNConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
    layer.lin.weight.value = Tensor([2], shape: [1, 1])
    layer.bias?.value = Tensor([1], shape: [1])
    return layer
  }

  private func output(_ graph: Graph, _ features: [Float], selfLoopWeight: Double = 1) -> [Float] {
    let adjacency: SparseMatrix<Float> = graph.adjacency(.symmetric, selfLoopWeight: selfLoopWeight)
    let x = FeatureVariable(.dense(Tensor(features, shape: [features.count, 1])))
    return doubling()(x, on: MessageEdges(adjacency, joinsSameNodes: true), ForwardContext()).value.scalars
  }

  @Test("A graph convolution on a path of three nodes matches values computed by hand")
  func pathByHand() {
    let path = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2]).undirected()
    // With self-loops the degrees are 2, 3 and 2, so the end nodes receive 1/2 of themselves and
    // 1/sqrt(6) of the middle.
    let root: Float = Float(6).squareRoot()
    let expected: [Float] = [
      2 * (1 / 2 + 2 / root) + 1, 2 * (1 / root + 2 / 3 + 4 / root) + 1, 2 * (2 / root + 4 / 2) + 1,
    ]
    let actual = Tensor(output(path, [1, 2, 4]), shape: [3])
    #expect(mismatch(actual, Tensor(expected, shape: [3])) == nil)
  }

  @Test("A graph convolution of an isolated node uses only the node's own features")
  func isolatedNode() {
    let graph = Graph(nodeCount: 3, sources: [0], targets: [1]).undirected()
    #expect(output(graph, [0, 0, 5])[2] == 11)
  }

  @Test("A graph convolution on a graph without edges treats each node separately")
  func noEdges() {
    #expect(output(Graph(nodeCount: 4, sources: [], targets: []), [1, 2, 3, 4]) == [3, 5, 7, 9])
  }

  @Test("A graph convolution accepts a graph of one node")
  func oneNode() { #expect(output(Graph(nodeCount: 1, sources: [], targets: []), [3]) == [7]) }

  @Test("A graph convolution accepts a graph without nodes")
  func noNode() { #expect(output(Graph(nodeCount: 0, sources: [], targets: []), []) == []) }

  @Test("The adjacency keeps existing self-loops and adds one of weight 1 to the other nodes")
  func selfLoopIsKept() {
    let graph = Graph(nodeCount: 2, sources: [0], targets: [0], weights: [3])
    let adjacency = graph.adjacency(.none, selfLoopWeight: 1, of: Double.self)
    #expect(Array(adjacency.values) == [3, 1])
  }

  @Test("Messages of a graph convolution pass only from source to target of directed edges")
  func directedEdges() {
    let graph = Graph(nodeCount: 2, sources: [0], targets: [1])
    let values = output(graph, [1, 0])
    #expect(values[0] == 3)
    // Node 1 receives node 0 with the weight 1 / sqrt(1 * 2).
    #expect(abs(values[1] - (2 / Float(2).squareRoot() + 1)) < 1e-6)
  }

  @Test("A graph convolution counts two parallel edges like one edge of weight 2")
  func parallelEdges() {
    let twice = Graph(nodeCount: 2, sources: [0, 0], targets: [1, 1]).undirected()
    let weighted = Graph(nodeCount: 2, sources: [0], targets: [1], weights: [2]).undirected()
    let features: [Float] = [1, 3]
    let (left, right) = (
      Tensor(output(twice, features), shape: [2]), Tensor(output(weighted, features), shape: [2])
    )
    #expect(mismatch(left, right) == nil)
  }

  @Test("Permuting the nodes of a graph permutes the scores of a GCN")
  func permutationEquivariance() {
    let samples = Samples(seed: 3)
    let graph = samples.graph(nodeCount: 20, edgeCount: 40)
    let features = samples.tensor([20, 6], ordinal: 5)
    let order = samples.stream(9).permutation(of: 20)
    let model = GCN(
      GCN.Configuration(hiddenSize: 8, hasBias: true), for: DatasetSizes(featureCount: 6, classCount: 3),
      seed: 4)
    let scores = model.scores(.dense(features), in: graph)
    let permuted = model.scores(.dense(features.rows(order)), in: graph.inducedSubgraph(order))
    #expect(mismatch(permuted, scores.rows(order)) == nil)
  }

  @Test("A GCN gives the same scores for sparse features and the same dense features")
  func sparseFeatures() {
    let samples = Samples(seed: 6)
    let features = samples.sparse(30, 50, entries: 200)
    let graph = samples.graph(nodeCount: 30, edgeCount: 60, ordinal: 7)
    let model = GCN(for: DatasetSizes(featureCount: 50, classCount: 4), seed: 1)
    let dense = model.scores(.dense(features.dense()), in: graph)
    #expect(mismatch(model.scores(.sparse(features), in: graph), dense) == nil)
  }

  @Test("A GCN names its weights as PyTorch Geometric does")
  func weightNames() {
    var configuration = GCN.Configuration(hasBias: true)
    configuration.hiddenSizes = [4, 3]
    let sizes = DatasetSizes(featureCount: 5, classCount: 2)
    let names = GCN(configuration, for: sizes, seed: 1).stateDictionary()
    #expect(
      names.map(\.name) == [
        "conv1.lin.weight", "conv1.bias", "conv2.lin.weight", "conv2.bias", "conv3.lin.weight", "conv3.bias",
      ])
    #expect(names.map(\.tensor.shape) == [[4, 5], [4], [3, 4], [3], [2, 3], [2]])
  }

  @Test("GCN and MLP models are recognised from their weights alone", arguments: ["gcn", "mlp"])
  func inferred(name: String) throws {
    let model = try SmallModels.model(name, ["hiddenSizes": .array([.integer(5)])])
    let inferred = try #require(ModelDescription(inferredFrom: model.stateDictionary()))
    #expect(inferred.model.type.name == name)
    #expect(inferred.sizes.featureCount == 6 && inferred.sizes.classCount == 3)
    let again = inferred.model.model(for: inferred.sizes)
    #expect(again.widths == model.widths && again.parameterCount == model.parameterCount)
  }
}
