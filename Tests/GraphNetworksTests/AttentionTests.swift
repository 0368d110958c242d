// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Graph attention layers")
struct AttentionTests {

  @Test("GATConv matches PyTorch Geometric", arguments: ["gat", "gat_mean_heads", "gat_edge_features"])
  func additive(name: String) throws {
    let reference = try ReferenceCase(name)
    let heads = try #require(reference.setting("heads")?.integer)
    let edgeSize = reference.setting("edge_dim")?.integer
    let layer = GATConv(
      inputSize: 5, outputSize: 4, heads: heads,
      concatenatesHeads: reference.setting("concat")?.bool ?? true, edgeSize: edgeSize
    ).initialized(seed: 1)
    let edges = MessageEdges(try reference.graph(), selfLoops: .oneForEveryNode)
    try expectReference(reference, layer, inputs: ["x"] + (edgeSize == nil ? [] : ["edge_attr"])) {
      $0(.dense($1[0]), edgeFeatures: $1.count > 1 ? $1[1] : nil, on: edges, $2)
    }
  }

  @Test("GATv2Conv matches PyTorch Geometric")
  func dynamic() throws {
    let reference = try ReferenceCase("gatv2")
    let layer = GATv2Conv(inputSize: 5, outputSize: 4, heads: 3).initialized(seed: 1)
    let edges = MessageEdges(try reference.graph(), selfLoops: .oneForEveryNode)
    try expectReference(reference, layer) { $0(.dense($1[0]), on: edges, $2) }
  }

  @Test("TransformerConv matches PyTorch Geometric")
  func transformer() throws {
    let reference = try ReferenceCase("transformer")
    let layer = TransformerConv(inputSize: 5, outputSize: 4, heads: 2).initialized(seed: 1)
    let edges = MessageEdges(try reference.graph())
    try expectReference(reference, layer) { $0(.dense($1[0]), on: edges, $2) }
  }

  @Test("The attention weights of GATConv on three nodes match values computed by hand")
  func byHand() {
    // The edges are 0 -> 1, 2 -> 1 and self-loops, with W = 1, a_source = 1 and a_target = 0.
    let graph = Graph(nodeCount: 3, sources: [0, 2], targets: [1, 1])
    var layer = GATConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
    layer.lin.weight.value = Tensor([1], shape: [1, 1])
    layer.sourceAttention.value = Tensor([1], shape: [1, 1, 1])
    layer.targetAttention.value = Tensor([0], shape: [1, 1, 1])
    let edges = MessageEdges(graph, selfLoops: .oneForEveryNode)
    let x = FeatureVariable.dense(Variable(Tensor([1, -5, 3], shape: [3, 1])))
    let context = ForwardContext()
    // The scores of nodes 0, 1 and 2 are 1, -5 * 0.2 = -1 and 3.
    let shares: [Double] = [1, -1, 3].map { Foundation.exp($0) }
    let sum = shares.reduce(0, +)
    let weights = layer.attentionWeights(x, on: edges, context).value.scalars
    let expected: [Float] = [1] + shares.map { Float($0 / sum) } + [1]
    #expect(zip(weights, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    let output = layer(x, on: edges, context).value.scalars
    let weighted: Double = shares[0] - 5 * shares[1] + 3 * shares[2]
    let outputs: [Float] = [1, Float(weighted / sum), 3]
    #expect(zip(output, outputs).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("Self-loops are replaced by one per node with the mean edge features of its incoming edges")
  func selfLoops() {
    let graph = Graph(nodeCount: 3, sources: [0, 1, 1, 2, 0], targets: [1, 1, 0, 0, 1])
    let edges = MessageEdges(graph, selfLoops: .oneForEveryNode)
    #expect(Array(edges.pattern.rowOffsets) == [0, 3, 6, 7])
    #expect(Array(edges.pattern.columnIndices) == [0, 1, 2, 0, 0, 1, 2])
    #expect(Array(edges.edgeNumbers) == [-1, 2, 3, 0, 4, -1, -1])
    let features = Variable(Tensor([1, 100, 2, 4, 8], shape: [5, 1]))
    #expect(edges.entryFeatures(features).value.scalars == [3, 2, 4, 1, 8, 4.5, 0])
  }

  @Test("GATConv and TransformerConv accept graphs without edges, with one node and without nodes")
  func degenerate() {
    for count in [0, 1, 4] {
      let graph = Graph(nodeCount: count, sources: [], targets: [])
      let context = ForwardContext(training: 1, step: 0)
      let x = context.leaf(Samples(seed: 6).tensor([count, 3]))
      let layer = GATConv(inputSize: 3, outputSize: 2, heads: 2, attentionDropout: 0.5).initialized(seed: 1)
      let output = layer(.dense(x), on: MessageEdges(graph, selfLoops: .oneForEveryNode), context)
      #expect(output.shape == [count, 4])
      let transformer = TransformerConv(inputSize: 3, outputSize: 2, heads: 2).initialized(seed: 1)
      let alone = transformer(.dense(x), on: MessageEdges(graph), context)
      // Without neighbours, only the skip connection contributes.
      #expect(mismatch(alone.value, (transformer.skipLin ?? transformer.keyLin)(x, context).value) == nil)
      _ = context.gradients(of: output, cotangent: Tensor(repeating: 1, shape: output.shape))
    }
  }
}
