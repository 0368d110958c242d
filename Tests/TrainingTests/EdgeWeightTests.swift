// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Training with edge weights")
struct EdgeWeightTests {
  /// Returns a ring of four nodes with a chord. The `weights` are those of a-b, b-c, c-d, d-a and a-c.
  private static func ring(_ weights: [Double]) throws -> NodeDataset {
    NodeDataset(
      name: "ring",
      graph: Graph(nodeCount: 4, sources: [0, 1, 2, 3, 0], targets: [1, 2, 3, 0, 2], weights: weights)
        .undirected(),
      features: Sample.identity(4), labels: [0, 0, 1, 1], classNames: ["x", "y"],
      nodeIdentifiers: try NodeIdentifiers(["a", "b", "c", "d"]),
      split: .explicit(NodeSplit(train: [0, 2], test: [1, 3])))
  }

  private func run(_ model: String, _ data: NodeDataset) throws {
    var settings = try #require(ModelRegistry.standard[model].flatMap { PaperSettings($0, for: data) })
    settings.epochs = 2
    _ = try Experiment(settings, on: data, seeds: [0]).run()
  }

  static let dividing = [
    "gcn", "sgc", "ssgc", "appnp", "gcn2", "cheb", "tag", "arma", "mixhop", "fagcn", "clustergcn",
  ]

  @Test(
    "Training a model that divides by degrees throws an error for degrees that are not positive",
    arguments: dividing)
  func negative(model: String) throws {
    let error = #expect(throws: DataError.self) { try run(model, try Self.ring([1, -1, 1, -1, -2])) }
    let message = try #require(error?.message)
    #expect(error?.code == .badData)
    #expect(message.hasPrefix("negative weights give node '") && message.contains("the degree -"))
  }

  @Test("Training accepts degrees that are positive including the model's self-loops")
  func selfLoops() throws {
    // The degree of a is 1 + 0.5 - 2 = -0.5 for TAG, which adds no self-loops. With a chord of -1.75 it
    // is -0.25, and 0.75 with the self-loop that GCN adds.
    let data = try Self.ring([1, 1, 1, 0.5, -2])
    #expect(throws: DataError.self) { try run("tag", data) }
    let mild = try Self.ring([1, 1, 1, 0.5, -1.75])
    try run("gcn", mild)
  }

  @Test("Models that sum messages accept negative edge weights", arguments: ["graphconv", "gin", "mlp"])
  func summing(model: String) throws { try run(model, try Self.ring([1, -1, 1, -1, -2])) }

  @Test(
    "An edge weight beyond single precision throws an error that names the edge",
    arguments: ["1e+300", "-1e+39", "1e-320", "1e-46"])
  func range(text: String) throws {
    let weight = try #require(Double(text))
    let error = #expect(throws: DataError.self) { try run("graphconv", try Self.ring([1, 1, weight, 1, 1])) }
    let message = try #require(error?.message)
    #expect(message.contains("from 'c' to 'd'") || message.contains("from 'd' to 'c'"))
    #expect(message.contains("\(weight)") && message.contains("single precision"))
    try run("mlp", try Self.ring([1, 1, weight, 1, 1]))
  }

  @Test("Training accepts edge weights near the limits of single precision", arguments: [3e38, 1e-40])
  func ends(weight: Double) throws {
    let data = try Self.ring([weight, weight, weight, weight, weight])
    try run("gcn", data)
  }

  @Test("A trained model throws an error for a graph with negative edge weights")
  func prediction() throws {
    let data = try Self.ring([1, 1, 1, 1, 1])
    let settings = PaperSettings(GCN.self, for: data)
    let model = try Experiment(settings, on: data, seeds: [0]).run().classifier
    let error = #expect(throws: DataError.self) {
      _ = try model.probabilities(for: try Self.ring([1, -1, 1, -1, -2]))
    }
    #expect(error?.message.contains("negative weights") == true)
  }

  @Test(
    "A model declares that it ignores edge weights exactly if they change no score",
    arguments: ModelRegistry.standard.names)
  func use(name: String) throws {
    let blueprint = try #require(ModelRegistry.standard[name]).model
    let words = SparseMatrix<Float>(
      rowCount: 4, columnCount: 6, rows: [0, 0, 1, 1, 2, 2, 3, 3], columns: [0, 1, 1, 2, 3, 4, 4, 5],
      values: [Float](repeating: 1, count: 8))
    func scores(_ weights: [Double]) throws -> [Float] {
      let data = try Self.ring(weights).withFeatures(.sparse(words))
      let model = try blueprint.model(for: data.sizes, seed: 3)
      let scores = model.scores(model.prepared(.sparse(words)), in: data.structure)
      return scores.scalars
    }
    let isSame = try scores([1, 1, 1, 1, 1]) == scores([1, 0.25, 3, 2, 0.5])
    #expect(blueprint.usesEdgeWeights != isSame)
  }

  @Test("Label propagation throws an error for negative edge weights")
  func baseline() throws {
    let data = try Self.ring([1, -1, 1, -1, -2])
    let settings = PaperSettings(MLP.self, for: data)
    let error = #expect(throws: DataError.self) {
      _ = try Comparison(on: data, seeds: [0]).run(.labelPropagation, settings: settings)
    }
    #expect(error?.message.contains("negative weights") == true)
  }
}
