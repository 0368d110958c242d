// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Layers called with a graph")
struct LayersOnGraphsTests {
  private static let graph = Graph(
    nodeCount: 5, sources: [0, 0, 1, 2, 3], targets: [1, 2, 2, 3, 3]
  ).undirected()
  private static let structure = GraphStructure(graph)
  private static let x = RandomStream(seed: 5, purpose: .generation).normal([5, 3])

  static let layers: [any GraphConvolution] = [
    GCNConv(inputSize: 3, outputSize: 2).initialized(seed: 3),
    GATConv(inputSize: 3, outputSize: 2).initialized(seed: 3),
    GATv2Conv(inputSize: 3, outputSize: 2).initialized(seed: 3),
    SAGEConv(inputSize: 3, outputSize: 2).initialized(seed: 3),
    ChebConv(inputSize: 3, outputSize: 2, order: 3).initialized(seed: 3),
    SGConv(inputSize: 3, outputSize: 2, hops: 2).initialized(seed: 3),
    HGNNConv(inputSize: 3, outputSize: 2).initialized(seed: 3),
  ]

  @Test(
    "A layer called with a graph matches its message steps for dense and sparse features",
    arguments: layers.indices)
  func sameAsSteps(index: Int) {
    let layer = Self.layers[index]
    let context = ForwardContext()
    let dense = layer(Variable(Self.x), in: Self.structure, context).value
    let steps = layer.messageSteps(of: Self.structure)[...]
    #expect(dense.scalars == layer(.dense(Variable(Self.x)), along: steps, context).value.scalars)
    let sparse = SparseMatrix<Float>(
      rowCount: 5, columnCount: 3, rows: (0..<15).map { Int32($0 / 3) },
      columns: (0..<15).map { Int32($0 % 3) },
      values: Self.x.scalars)
    let other = layer(.sparse(sparse, dropout: nil), in: Self.structure, context).value
    #expect(zip(dense.scalars, other.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("A normalising layer that is called with unnormalised edges traps")
  func unnormalized() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph(nodeCount: 2, sources: [0], targets: [1]).undirected()
      let layer = GCNConv(
        inputSize: 1, outputSize: 1
      ).initialized(seed: 0)
      _ = layer(.dense(Variable(Tensor(zeros: [2, 1]))), on: MessageEdges(graph), ForwardContext())
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("GCNConv: expected normalised edges, found the edges of a graph as they are"))
  }
}

@Suite("Layers and the features of their graph")
struct FeaturesOfOtherGraphTests {
  @Test(
    "Features whose row count differs from the graph's node count trap with both numbers",
    arguments: [2, 4, 7])
  func otherGraph(count: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [count] in
      let graph = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2]).undirected()
      let layer = SAGEConv(inputSize: 1, outputSize: 1).initialized(seed: 0)
      _ = layer(Variable(Tensor(zeros: [count, 1])), in: GraphStructure(graph), ForwardContext())
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains(
        "SAGEConv: the features have \(count) rows, but the graph has 3 nodes; take both from the same data set"
      ))
  }

  @Test("A layer called with a graph gives the same output as with its structure")
  func plainGraph() {
    let graph = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2]).undirected()
    let layer = GCNConv(inputSize: 2, outputSize: 2).initialized(seed: 0)
    let x = FeatureVariable.dense(Variable(Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])))
    let direct = layer(x, in: graph, ForwardContext()).value
    #expect(direct.scalars == layer(x, in: GraphStructure(graph), ForwardContext()).value.scalars)
  }
}

@Suite("Losses of selected rows of all labels")
struct RowsOfLabelsTests {
  @Test("The loss and accuracy of selected rows of a tensor match those of a variable")
  func validation() {
    let scores = RandomStream(seed: 2, purpose: .generation).normal([4, 3])
    let best = scores.argmax(axis: 1).map(Int.init)
    let labels = [best[0], (best[1] + 1) % 3, -1, best[3]]
    #expect(
      scores.crossEntropy(labels: labels, rows: [0, 1, 3])
        == Variable(scores).crossEntropy(labels: labels, rows: [0, 1, 3]).value.scalar)
    #expect(scores.accuracy(labels: labels, rows: [0, 1, 3]) == 2.0 / 3)
    #expect(scores.accuracy(labels: labels, rows: [0]) == 1)
    #expect(scores.accuracy(labels: labels, rows: [Int]()).isNaN)
  }

  @Test("The loss of selected rows equals the loss of their labels, with the same gradient")
  func sameLoss() {
    let logits = RandomStream(seed: 2, purpose: .generation).normal([4, 3])
    let labels = [2, 0, -1, 1]
    let parameter = Parameter(logits)
    let results = [0, 1].map { way in
      let context = ForwardContext(training: 0, step: 0)
      let loss =
        way == 0
        ? context[parameter].crossEntropy(labels: labels, rows: [0, 3])
        : context[parameter].crossEntropy(rows: [0, 3], labels: [2, 1])
      return [loss.value.scalar] + (context.gradients(of: loss)[parameter]?.scalars ?? [])
    }
    #expect(results[0] == results[1] && results[0].count == 13)
  }

  @Test("A selected row without a label traps with its row number")
  func unlabelled() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Variable(Tensor(zeros: [2, 3])).crossEntropy(labels: [0, -1], rows: [1])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("row 1 has no label (-1)"))
  }
}
