// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Hypergraph networks match a dense evaluation in double precision")
struct HypergraphDenseTests {
  private typealias Matrix = [[Double]]

  private func product(_ left: Matrix, _ right: Matrix) -> Matrix {
    left.map { row in
      var sums = [Double](repeating: 0, count: right.first?.count ?? 0)
      for (value, other) in zip(row, right) where value != 0 {
        for column in other.indices { sums[column] += value * other[column] }
      }
      return sums
    }
  }

  private func matrix(_ tensor: Tensor) -> Matrix {
    let columns = tensor.shape[1]
    return (0..<tensor.shape[0]).map { row in
      tensor.scalars[(row * columns)..<((row + 1) * columns)].map { Double($0) }
    }
  }

  /// Returns the scores of a two-layer network with ReLU between the layers, by the dense operator
  /// `smoothing`.
  private func scores(_ model: some NodeClassifier, _ x: Matrix, smoothing: Matrix) throws -> Matrix {
    var weights: [String: Tensor] = [:]
    for (name, tensor) in model.stateDictionary() { weights[name] = tensor }
    var hidden = x
    for layer in 1...2 {
      let theta = matrix(try #require(weights["conv\(layer).weight"]))
      let bias = try #require(weights["conv\(layer).bias"]).scalars
      let projected = product(hidden, theta).map { zip($0, bias).map { $0 + Double($1) } }
      hidden = product(smoothing, projected)
      if layer == 1 { hidden = hidden.map { $0.map { max(0, $0) } } }
    }
    return hidden
  }

  /// Returns the dense operator D_v^-1/2 H W D_e^-1 H^T D_v^-1/2 if `isSymmetric` is true, otherwise
  /// D_v^-1 H W D_e^-1 H^T.
  private func smoothing(_ hypergraph: Hypergraph, isSymmetric: Bool) -> Matrix {
    let count = hypergraph.nodeCount
    var degrees = [Double](repeating: 0, count: count)
    var operation = Matrix(repeating: [Double](repeating: 0, count: count), count: count)
    let hyperedges = hypergraph.nodesOfHyperedges()
    for (number, nodes) in hyperedges.enumerated() {
      for node in nodes { degrees[Int(node)] += hypergraph.weights?[number] ?? 1 }
    }
    for (number, nodes) in hyperedges.enumerated() {
      for one in nodes.map(Int.init) {
        for other in nodes.map(Int.init) {
          let scale = isSymmetric ? (degrees[one] * degrees[other]).squareRoot() : degrees[one]
          operation[one][other] += (hypergraph.weights?[number] ?? 1) / Double(nodes.count) / scale
        }
      }
    }
    return operation
  }

  @Test(
    "HGNN and HGNN+ on a random weighted hypergraph match a dense evaluation", arguments: ["hgnn", "hgnnp"],
    [false, true])
  func random(name: String, addsSelfLoops: Bool) throws {
    let samples = Samples(seed: 5)
    let hyperedges = (0..<40).map { samples.indices(1 + $0 % 7, below: 30, ordinal: $0) }
    let hypergraph = Hypergraph(
      nodeCount: 30, hyperedges: hyperedges, weights: (0..<40).map { 0.2 + Double($0 % 5) })
    let model = try SmallModels.model(
      name, featureCount: 8, ["hiddenSizes": .array([.integer(5)]), "addsSelfLoops": .bool(addsSelfLoops)])
    let x = samples.tensor([30, 8], ordinal: 50)
    let structure = GraphStructure(Graph(nodeCount: 30, sources: [], targets: []), hypergraph: hypergraph)
    let used = addsSelfLoops ? hypergraph.addingSelfLoops() : hypergraph
    let expected = try scores(
      model, matrix(x), smoothing: smoothing(used, isSymmetric: name == "hgnn"))
    #expect(mismatch(model.scores(.dense(x), in: structure), expected.flatMap(\.self)) == nil)
  }

  @Test(
    "HGNN and HGNN+ on the Cora co-authorship hypergraph match a dense evaluation",
    .enabled(if: PublishedData.isThere), arguments: ["hgnn", "hgnnp"])
  func published(name: String) throws {
    let data = try DatasetCatalog.standard(dataDirectory: nil).dataset("cora-coauthorship")
    let hypergraph = try #require(data.hypergraph)
    let sizes = DatasetSizes(featureCount: data.featureCount, classCount: data.classCount)
    let model = try SmallModels.blueprint(name, ["hiddenSizes": .array([.integer(8)])]).model(
      for: sizes, seed: 3)
    guard case .sparse(let features) = data.features else {
      Issue.record("the features are not sparse")
      return
    }
    let expected = try scores(
      model, matrix(features.dense()), smoothing: smoothing(hypergraph, isSymmetric: name == "hgnn"))
    let structure = GraphStructure(data.graph, hypergraph: hypergraph)
    let actual = model.scores(data.features, in: structure)
    #expect(mismatch(actual, expected.flatMap(\.self)) == nil)
  }
}
