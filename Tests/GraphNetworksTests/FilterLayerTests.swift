// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Filter, gate and relation layers match PyTorch Geometric")
struct FilterLayerTests {
  static let stream = RandomStream(seed: 1, purpose: .initialization)

  /// Compares a layer that computes its message steps from the case's graph.
  private func expect(_ name: String, _ layer: some GraphConvolution, relative: Double = 1e-5) throws {
    let reference = try ReferenceCase(name)
    let steps = layer.messageSteps(of: GraphStructure(try reference.graph()))
    #expect(steps.count == layer.stepCount)
    try expectReference(reference, layer, relative: relative) { $0(.dense($1[0]), along: steps[...], $2) }
  }

  @Test("ChebConv matches PyTorch Geometric")
  func chebyshev() throws {
    try expect("cheb", ChebConv(inputSize: 5, outputSize: 4, order: 3).initialized(seed: 1))
  }

  @Test("SGConv matches PyTorch Geometric")
  func simple() throws {
    try expect("sgc", SGConv(inputSize: 5, outputSize: 4, hops: 2).initialized(seed: 1))
  }

  @Test("TAGConv matches PyTorch Geometric")
  func topologyAdaptive() throws {
    try expect("tag", TAGConv(inputSize: 5, outputSize: 4, hops: 3).initialized(seed: 1))
  }

  @Test("ARMAConv with two stacks of two layers matches PyTorch Geometric")
  func movingAverage() throws {
    try expect("arma", ARMAConv(inputSize: 5, outputSize: 4, stacks: 2, layers: 2).initialized(seed: 1))
  }

  @Test("APPNP matches PyTorch Geometric")
  func personalizedPageRank() throws {
    let reference = try ReferenceCase("appnp")
    try expect("appnp", APPNP(hops: 4, alpha: reference.number("alpha")))
  }

  @Test("ClusterGCNConv matches PyTorch Geometric")
  func enhancedDiagonal() throws {
    try expect("clustergcn", ClusterGCNConv(inputSize: 5, outputSize: 4).initialized(seed: 1))
  }

  @Test("LEConv matches PyTorch Geometric")
  func localExtremum() throws {
    try expect("leconv", LEConv(inputSize: 5, outputSize: 4).initialized(seed: 1))
  }

  @Test("ResGatedGraphConv matches PyTorch Geometric")
  func residualGates() throws {
    try expect("resgated", ResGatedGraphConv(inputSize: 5, outputSize: 4).initialized(seed: 1))
  }

  @Test("GatedGraphConv matches PyTorch Geometric")
  func gatedGraph() throws {
    try expect("gated", GatedGraphConv(outputSize: 5, layers: 2).initialized(seed: 1), relative: 1e-4)
  }

  @Test("PNAConv matches PyTorch Geometric")
  func principalNeighbourhood() throws {
    let reference = try ReferenceCase("pna")
    let mean = try reference.tensor("buffers", "aggr_module.avg_deg_log").scalars[0]
    #expect(abs(PNAConv.meanLogDegree(of: try reference.graph()) - mean) < 1e-5)
    try expect(
      "pna", PNAConv(inputSize: 5, outputSize: 4, meanLogDegree: mean).initialized(seed: 1), relative: 2e-3)
  }

  @Test("GCN2Conv matches PyTorch Geometric")
  func identityMapping() throws {
    let reference = try ReferenceCase("gcn2")
    let layer = GCN2Conv(
      size: 5, alpha: reference.number("alpha"), theta: reference.number("theta"), layer: 2
    ).initialized(seed: 1)
    let edges = GraphStructure(try reference.graph()).edges(.symmetric(selfLoopWeight: 1))
    // The file stores W as it multiplies from the right.
    try expectReference(reference, layer, inputs: ["x", "x0"]) { $0($1[0], initial: $1[1], on: edges, $2) }
  }

  @Test("RGCNConv, plain and with a basis, matches PyTorch Geometric", arguments: ["rgcn", "rgcn_bases"])
  func relations(name: String) throws {
    let reference = try ReferenceCase(name)
    let relation = try reference.tensor("inputs", "edge_type").scalars.map { Int32($0) }
    let edges = MessageEdges(try reference.graph()).split(byRelation: relation, count: 3)
    #expect(edges.reduce(0) { $0 + $1.pattern.entryCount } == relation.count)
    let layer = RGCNConv(
      inputSize: 5, outputSize: 4, relations: 3, decomposition: name == "rgcn" ? .none : .basis(2)
    ).initialized(seed: 1)
    try expectReference(reference, layer) { $0(.dense($1[0]), on: edges, $2) }
  }
}

@Suite("Pooling and normalisation layers match PyTorch Geometric")
struct PoolingTests {
  static let stream = RandomStream(seed: 1, purpose: .initialization)

  /// Returns a batch of graphs without edges that have the nodes of a case's batch.
  private func batch(_ reference: ReferenceCase, _ section: String = "inputs") throws -> GraphBatch {
    let graphOfNode = try reference.tensor(section, "batch").scalars.map { Int($0) }
    let count = (graphOfNode.max() ?? -1) + 1
    let batch = GraphBatch(
      (0..<count).map { number in
        Graph(nodeCount: graphOfNode.count { $0 == number }, sources: [], targets: [])
      })
    #expect(batch.graphOfNode == graphOfNode.map { Int32($0) })
    return batch
  }

  private struct Empty: Module {
    mutating func visitParameters(_ visitor: ParameterVisitor) {}
  }

  @Test(
    "Sum, mean and maximum readouts match PyTorch Geometric",
    arguments: ["pool_add", "pool_mean", "pool_max"])
  func readout(name: String) throws {
    let reference = try ReferenceCase(name)
    let batch = try batch(reference)
    let aggregation: Aggregation = name == "pool_add" ? .sum : name == "pool_mean" ? .mean : .maximum
    try expectReference(reference, Empty()) { Readout(aggregation)($1[0], batch, $2) }
  }

  @Test("AttentionalReadout matches PyTorch Geometric")
  func attention() throws {
    let reference = try ReferenceCase("attentional_aggregation")
    let batch = try batch(reference)
    let layer = AttentionalReadout(gate: Linear(inputSize: 5, outputSize: 1).initialized(seed: 1))
    try expectReference(reference, layer) { $0($1[0], batch, $2) }
  }

  @Test("GraphNorm matches PyTorch Geometric")
  func graphNorm() throws {
    let reference = try ReferenceCase("graph_norm")
    let batch = try batch(reference)
    try expectReference(reference, GraphNorm(size: 5)) { $0($1[0], batch, $2) }
  }

  @Test("PairNorm matches PyTorch Geometric")
  func pairNorm() throws {
    try expectReference(try ReferenceCase("pair_norm"), PairNorm()) { $0($1[0], $2) }
  }

  @Test("LayerNorm matches PyTorch Geometric")
  func layerNorm() throws {
    let reference = try ReferenceCase("layer_norm")
    let size = try reference.tensor("params", "weight").count
    try expectReference(reference, LayerNorm(size: size)) { $0($1[0], $2) }
  }

  @Test("TopKPooling matches PyTorch Geometric")
  func topK() throws {
    let reference = try ReferenceCase("topk_pool")
    let layer = TopKPooling(inputSize: 5, ratio: 0.5).initialized(seed: 1)
    // The case has edges between its three graphs, which pooling does not use.
    let graph = try reference.graph()
    let batch = GraphBatch([0..<6, 6..<10, 10..<12].map { graph.inducedSubgraph($0.map { Int32($0) }) })
    try expectReference(reference, layer) { $0($1[0], batch, $2).x }
  }

  @Test("TopKPooling keeps the edges between the kept nodes of each graph")
  func topKEdges() throws {
    var layer = TopKPooling(inputSize: 1, ratio: 0.5).initialized(seed: 1)
    layer.weight.value = Tensor([1], shape: [1, 1])
    let triangle = Graph(nodeCount: 3, sources: [0, 1, 2], targets: [1, 2, 0], weights: [1, 2, 3])
    let batch = GraphBatch([triangle, Graph(nodeCount: 1, sources: [], targets: []), triangle])
    #expect(batch.graph.nodeCount == 7 && batch.graph.edgeCount == 6)
    let x = Variable(Tensor([1, 3, 2, 9, 5, 4, 6], shape: [7, 1]))
    let output = layer(x, batch, ForwardContext())
    #expect(output.nodes == [1, 2, 3, 6, 4] && output.batch.offsets == [0, 2, 3, 5])
    let edges = output.batch.graph.edges()
    // The edge 1 -> 2 of weight 2 becomes 0 -> 1, and 6 -> 4 of weight 3 becomes 3 -> 4.
    #expect(edges.sources == [0, 3] && edges.targets == [1, 4] && edges.weights == [2, 3])
  }

  @Test("Differentiable pooling matches PyTorch Geometric")
  func differentiable() throws {
    let reference = try ReferenceCase("diff_pool")
    let adjacency: SparseMatrix<Float> = try reference.graph().adjacency()
    let context = ForwardContext(training: 0, step: 0)
    let x = context.leaf(try reference.tensor("inputs", "x"))
    let scores = context.leaf(try reference.tensor("inputs", "assignment"))
    let pooled = DiffPooling(x, scores: scores, adjacency: adjacency)
    let outputs = [
      ("x", pooled.x), ("adjacency", pooled.adjacency), ("link_loss", pooled.linkLoss),
      ("entropy_loss", pooled.entropyLoss),
    ]
    var loss = Variable(Tensor(0))
    for (name, output) in outputs {
      let expected = try reference.tensor("outputs", name)
      #expect(mismatch(output.value, expected) == nil, "\(name)")
      loss = loss + (output * Variable(try reference.tensor("cotangents", name))).sum()
    }
    _ = context.gradients(of: loss)
    #expect(mismatch(x.takeGradient(), try reference.tensor("grads", "x")) == nil)
    #expect(mismatch(scores.takeGradient(), try reference.tensor("grads", "assignment")) == nil)
  }

  @Test("Readouts accept batches without graphs and graphs without nodes")
  func empty() {
    let none = GraphBatch([])
    #expect(none.graphCount == 0 && none.graph.nodeCount == 0)
    let nothing = GraphBatch([Graph(nodeCount: 0, sources: [], targets: [])])
    for aggregation in [Aggregation.sum, .mean, .maximum, .softmax(temperature: 1)] {
      let output = Readout(aggregation)(Variable(Tensor(zeros: [0, 2])), nothing, ForwardContext())
      #expect(output.value == Tensor(zeros: [1, 2]))
    }
  }
}
