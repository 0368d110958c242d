// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Hypergraph layers match their references")
struct HypergraphReferenceTests {
  static let stream = RandomStream(seed: 1, purpose: .initialization)

  @Test("HGNNConv with weighted hyperedges matches its reference")
  func hgnn() throws {
    let reference = try ReferenceCase("hgnn")
    let given = reference.setting("hyperedge_weight")?.array?.compactMap(\.double)
    let weights = try #require(given)
    let steps = try reference.hypergraph(weights: weights).incidence(.symmetric)
    try expectReference(reference, HGNNConv(inputSize: 5, outputSize: 4).initialized(seed: 1)) {
      $0(.dense($1[0]), along: steps[...], $2)
    }
  }

  @Test("HypergraphConv matches PyTorch Geometric")
  func convolution() throws {
    let reference = try ReferenceCase("hypergraph")
    let steps = try reference.hypergraph().incidence(.means)
    try expectReference(reference, HypergraphConv(inputSize: 5, outputSize: 4).initialized(seed: 1)) {
      $0(.dense($1[0]), along: steps[...], $2)
    }
  }

  @Test("HypergraphConv with weighted hyperedges matches PyTorch Geometric")
  func weighted() throws {
    // The gradients of the hyperedge weights are not compared, because the reference does not define
    // them.
    let reference = try ReferenceCase("hypergraph_weighted")
    let weights = try reference.tensor("inputs", "hyperedge_weight").scalars.map { Double($0) }
    let steps = try reference.hypergraph(weights: weights).incidence(.means)
    let layer = HypergraphConv(inputSize: 5, outputSize: 4).initialized(seed: 1)
    try expectReference(reference, layer, renaming: ["weight": "lin.weight"]) {
      $0(.dense($1[0]), along: steps[...], $2)
    }
  }

  @Test("HypergraphConv with attention matches PyTorch Geometric")
  func attention() throws {
    let reference = try ReferenceCase("hypergraph_attention")
    let steps = try reference.hypergraph().incidence(.means)
    let layer = HypergraphConv(inputSize: 5, outputSize: 4, heads: 2).initialized(seed: 1)
    try expectReference(reference, layer, inputs: ["x", "hyperedge_attr"]) {
      $0(
        .dense($1[0]), hyperedgeFeatures: $1[1], toHyperedges: steps[0], toNodes: steps[1], $2)
    }
  }
}

@Suite("Hypergraph layers")
struct HypergraphLayerTests {
  static let stream = RandomStream(seed: 2, purpose: .initialization)
  /// Nodes 0 to 3 with the hyperedges {0, 1, 2} and {2, 3}. Node 2 belongs to both.
  static let small = Hypergraph(nodeCount: 4, hyperedges: [[0, 1, 2], [2, 3]])
  static let x = Tensor([3, 6, 9, 1], shape: [4, 1])

  /// Returns the output of a layer with all weights 1 and biases 0 for one feature.
  private func output<Layer: HypergraphConvolution>(_ layer: Layer, _ hypergraph: Hypergraph) throws
    -> [Float]
  {
    var layer = layer
    layer.visitParameters(
      ParameterVisitor { path, parameter, _ in
        let isWeight = path.hasSuffix("weight") || path == "W"
        parameter.value = Tensor(repeating: isWeight ? 1 : 0, shape: parameter.shape)
      })
    let structure = GraphStructure(
      Graph(nodeCount: hypergraph.nodeCount, sources: [], targets: []), hypergraph: hypergraph)
    let steps = layer.messageSteps(of: structure)
    return layer(.dense(Variable(Self.x)), along: steps[...], ForwardContext()).value.scalars
  }

  private func expectEqual(_ output: [Float], _ expected: [Double]) {
    #expect(mismatch(Tensor(output, shape: [output.count]), expected) == nil)
  }

  @Test("HGNNConv on a small hypergraph matches values computed by hand")
  func hgnn() throws {
    // Divided by the roots of the degrees 1, 1, 2, 1, the features are 3, 6, 9 / sqrt 2 and 1. Their
    // means over the hyperedges are divided by the roots again.
    let (first, second) = ((9 + 9 / 2.0.squareRoot()) / 3, (1 + 9 / 2.0.squareRoot()) / 2)
    expectEqual(
      try output(HGNNConv(inputSize: 1, outputSize: 1).initialized(seed: 2), Self.small),
      [first, first, (first + second) / 2.0.squareRoot(), second])
  }

  @Test("HGNN+ and HypergraphConv compute means of hyperedge means")
  func means() throws {
    let expected = [6, 6, 5.5, 5]
    expectEqual(
      try output(HGNNConv(inputSize: 1, outputSize: 1, form: .means).initialized(seed: 2), Self.small),
      expected
    )
    expectEqual(
      try output(HypergraphConv(inputSize: 1, outputSize: 1).initialized(seed: 2), Self.small), expected)
    let weighted = Hypergraph(nodeCount: 4, hyperedges: [[0, 1, 2], [2, 3]], weights: [3, 1])
    expectEqual(
      try output(HypergraphConv(inputSize: 1, outputSize: 1).initialized(seed: 2), weighted),
      [6, 6, (3 * 6 + 5) / 4.0, 5])
  }

  @Test("HypergraphConv with equal attention scores weights all members equally")
  func attention() throws {
    var layer = HypergraphConv(inputSize: 1, outputSize: 1, heads: 1).initialized(seed: 2)
    // Attention shares of 1/3 and 1/2 multiply the means: 6 / 3 = 2 and 5 / 2, and back 2 / 3 and 2.5 /
    // 2.
    let expected = [2 / 3.0, 2 / 3.0, (2 / 3.0 + 2.5 / 2) / 2, 2.5 / 2]
    expectEqual(try output(layer, Self.small), expected)
    layer = HypergraphConv(inputSize: 1, outputSize: 1, heads: 1, replacesMeans: true).initialized(seed: 2)
    expectEqual(try output(layer, Self.small), [6, 6, 5.5, 5])
    // The shares of a node's hyperedges are in proportion to their weights.
    let weighted = Hypergraph(nodeCount: 4, hyperedges: [[0, 1, 2], [2, 3]], weights: [3, 1])
    expectEqual(try output(layer, weighted), [6, 6, (3 * 6 + 5) / 4.0, 5])
    let without = Hypergraph(nodeCount: 4, hyperedges: [[0, 1, 2], [2, 3]], weights: [1, 0])
    expectEqual(try output(layer, without), [6, 6, 6, 5])
  }

  @Test("HNHN with powers of sizes matches values computed by hand")
  func neurons() throws {
    expectEqual(
      try output(HNHNConv(inputSize: 1, outputSize: 1).initialized(seed: 2), Self.small), [6, 6, 5.5, 5])
    // With beta 1, nodes are weighted by their 1, 1, 2 and 1 hyperedges. With alpha 1, hyperedges are
    // weighted by their 3 and 2 nodes.
    let (first, second) = ((3 + 6 + 2 * 9) / 4.0, (2 * 9 + 1) / 3.0)
    expectEqual(
      try output(HNHNConv(inputSize: 1, outputSize: 1, alpha: 1, beta: 1).initialized(seed: 2), Self.small),
      [first, first, (3 * first + 2 * second) / 5, second])
  }

  @Test("UniGCN, UniSAGE and UniGIN match values computed by hand")
  func unified() throws {
    let layer = { UniGNNConv($0, inputSize: 1, outputSize: 1).initialized(seed: 2) }
    // The nodes of the two hyperedges belong to 4/3 and 3/2 hyperedges on average.
    let (first, second) = (6 / (4 / 3.0).squareRoot(), 5 / 1.5.squareRoot())
    expectEqual(
      try output(layer(.convolution), Self.small),
      [first, first, (first + second) / 2.0.squareRoot(), second])
    expectEqual(try output(layer(.sample), Self.small), [9, 12, 20, 6])
    expectEqual(try output(layer(.isomorphism), Self.small), [9, 12, 20, 6])
  }

  @Test("UniGAT with equal scores weights all hyperedges of a node equally")
  func unifiedAttention() throws {
    expectEqual(
      try output(UniGATConv(inputSize: 1, outputSize: 1).initialized(seed: 2), Self.small), [6, 6, 5.5, 5])
  }

  @Test("HyperGCN joins the two farthest nodes of a hyperedge and connects mediators to both")
  func graphApproximation() {
    // Nodes 0 and 2 of the first hyperedge and nodes 2 and 3 of the second have the farthest
    // projections.
    let projections: [Float] = [3, 6, 9, 1]
    let without = HyperGCNConv.graphApproximation(
      of: Self.small.members, projections: projections, hasMediators: false
    ).sums
      .dense()
    // The weights are 1/3 and 1/2, and the degrees with self-loops are 4/3, 1, 11/6 and 3/2.
    #expect(agrees(without[0, 2], (1 / 3.0) / (4 / 3.0 * 11 / 6).squareRoot()))
    #expect(agrees(without[2, 3], 0.5 / (11 / 6.0 * 1.5).squareRoot()))
    #expect(without[0, 1] == 0 && without[1, 1] == 1)
    let with = HyperGCNConv.graphApproximation(
      of: Self.small.members, projections: projections, hasMediators: true
    ).sums.dense()
    // The weights are 1/3 in the first hyperedge and 1 in the second, and the degrees are 5/3, 5/3, 8/3
    // and 2.
    #expect(agrees(with[0, 1], (1 / 3.0) / (5 / 3.0)))
    #expect(agrees(with[1, 2], (1 / 3.0) / (5 / 3.0 * 8 / 3).squareRoot()))
    #expect(agrees(with[2, 3], 1 / (8 / 3.0 * 2).squareRoot()))
  }

  private func agrees(_ value: Float, _ expected: Double) -> Bool { abs(Double(value) - expected) < 1e-6 }

  @Test("HyperGCN joins nodes with equal projections and leaves single nodes alone")
  func equalPlaces() {
    let members = Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [2], []]).members
    let graph = HyperGCNConv.graphApproximation(of: members, projections: [1, 1, 1], hasMediators: true).sums
      .dense()
    #expect(graph.scalars == [0.5, 0.5, 0, 0.5, 0.5, 0, 0, 0, 1])
  }

  @Test("Set attention does not depend on the order of the elements and accepts an empty set")
  func sets() throws {
    let attention = SetAttention(inputSize: 3, outputSize: 4, heads: 2).initialized(seed: 2)
    let x = Samples(seed: 3).tensor([4, 3])
    let run = { (rows: [Int32], hyperedges: [[Int32]]) in
      let edges = Hypergraph(nodeCount: 4, hyperedges: hyperedges).incidence(.given)[0]
      return attention(.dense(Variable(x.rows(rows))), on: edges, ForwardContext()).value
    }
    let one = run([0, 1, 2, 3], [[0, 1, 3], []])
    #expect(mismatch(one, run([3, 2, 1, 0], [[0, 2, 3], []])) == nil)
    #expect(one.rows([1]).scalars.allSatisfy(\.isFinite) && one.rows([0]) != one.rows([1]))
  }

  static let families = ModelRegistry.standard.entries.filter { $0.model.input == .hypergraph }.map(\.name)
  static let shapes: [(String, Hypergraph)] = [
    ("more hyperedges than nodes", Hypergraph(nodeCount: 2, hyperedges: [[0], [1], [0, 1], [0, 1], [1]])),
    ("empty hyperedges", Hypergraph(nodeCount: 3, hyperedges: [[], [0, 1, 2], []])),
    ("single-node hyperedges", Hypergraph(nodeCount: 3, hyperedges: [[0], [1], [2]])),
    ("nodes in no hyperedge", Hypergraph(nodeCount: 4, hyperedges: [[1, 2]])),
    ("no hyperedges", Hypergraph(nodeCount: 3, hyperedges: [])),
    ("one node", Hypergraph(nodeCount: 1, hyperedges: [[0]])),
    ("a node named twice", Hypergraph(nodeCount: 2, hyperedges: [[0, 0, 1]])),
    ("weights", Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1, 2]], weights: [0.5, 2])),
  ]

  @Test(
    "Every hypergraph network has finite scores and gradients on unusual hypergraphs", arguments: families,
    shapes.indices)
  func oddShapes(name: String, index: Int) throws {
    let hypergraph = Self.shapes[index].1
    let structure = GraphStructure(
      Graph(nodeCount: hypergraph.nodeCount, sources: [], targets: []), hypergraph: hypergraph)
    let features = FeatureMatrix.dense(Samples(seed: 4).tensor([hypergraph.nodeCount, 6]))
    for loops in [false, true] {
      let model = try SmallModels.model(name, ["addsSelfLoops": .bool(loops)])
      let propagation = Propagation(model.messageSteps(of: structure.with(features)))
      let context = ForwardContext(training: 1, step: 0)
      let scores = model(FeatureVariable(features), along: propagation, context)
      #expect(scores.shape == [hypergraph.nodeCount, 3])
      let gradients = model.stateDictionary(of: context.gradients(of: scores.sum()))
      let areFinite = gradients.values.allSatisfy { $0.scalars.allSatisfy(\.isFinite) }
      #expect(scores.value.scalars.allSatisfy(\.isFinite) && areFinite, "\(Self.shapes[index].0)")
    }
  }
}
