// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("GCNConv matches PyTorch Geometric in outputs and gradients")
struct ReferenceTests {
  @Test(
    "GCNConv on plain, weighted and directed graphs matches PyTorch Geometric",
    arguments: ["gcn", "gcn_weighted", "gcn_directed", "gcn_improved"])
  func convolution(name: String) throws {
    let reference = try ReferenceCase(name)
    // The file of gcn_improved holds the result of self-loops of weight 1, because PyTorch Geometric
    // ignored `improved` for edges without weights. The test `improved` covers weight 2.
    let layer = GCNConv(
      inputSize: 5, outputSize: 4, hasBias: reference.setting("bias")?.bool ?? true
    ).initialized(seed: 1)
    let steps = layer.messageSteps(of: GraphStructure(try reference.graph()))
    try expectReference(reference, layer) { $0(.dense($1[0]), along: steps[...], $2) }
  }

  @Test("Self-loops of weight 2 count with their weight in the degrees and in the sum")
  func improved() {
    let graph = Graph(nodeCount: 2, sources: [0], targets: [1]).undirected()
    let heard = graph.adjacency(.symmetric, selfLoopWeight: 2, of: Double.self).multiplied(by: [1, 0])
    // Both nodes have degree 3.
    #expect(zip(heard, [2.0 / 3, 1.0 / 3]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test("Undirected graphs reuse the symmetric matrix in the backward pass with the same gradients")
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
