import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Training and the weights of edges")
struct EdgeWeightTests {
  /// Four nodes in a ring with two chords; `weights` are those of a-b, b-c, c-d, d-a and a-c.
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
    var recipe = try #require(ModelRegistry.standard[model].flatMap { Recipe($0, for: data) })
    recipe.epochs = 2
    _ = try Experiment(recipe, on: data, seeds: [0]).run()
  }

  static let dividing = [
    "gcn", "sgc", "ssgc", "appnp", "gcn2", "cheb", "tag", "arma", "mixhop", "fagcn", "clustergcn",
  ]

  @Test("A model that divides by degrees refuses degrees that are not positive", arguments: dividing)
  func negative(model: String) throws {
    let error = #expect(throws: DataError.self) { try run(model, try Self.ring([1, -1, 1, -1, -2])) }
    let message = try #require(error?.message)
    #expect(error?.code == .badData)
    #expect(message.hasPrefix("negative weights give node '") && message.contains("the degree -"))
  }

  @Test("Degrees that are positive with the self-loops of the model are accepted")
  func selfLoops() throws {
    // The degree of a is -0.5 alone, and 0.5 with the loop that GCN adds; TAG adds none.
    let data = try Self.ring([1, 1, 1, 0.5, -2])
    #expect(throws: DataError.self) { try run("tag", data) }
    let mild = try Self.ring([1, 1, 1, 0.5, -1.75])
    try run("gcn", mild)
  }

  @Test("A model that adds messages up takes negative weights", arguments: ["graphconv", "gin", "mlp"])
  func summing(model: String) throws { try run(model, try Self.ring([1, -1, 1, -1, -2])) }

  @Test(
    "A weight that single precision cannot hold is refused, with the ends of the edge",
    arguments: ["1e+300", "-1e+39", "1e-320", "1e-46"])
  func range(text: String) throws {
    let weight = try #require(Double(text))
    let error = #expect(throws: DataError.self) { try run("graphconv", try Self.ring([1, 1, weight, 1, 1])) }
    let message = try #require(error?.message)
    #expect(message.contains("from 'c' to 'd'") || message.contains("from 'd' to 'c'"))
    #expect(message.contains("\(weight)") && message.contains("single precision"))
    try run("mlp", try Self.ring([1, 1, weight, 1, 1]))
  }

  @Test("Weights near the ends of single precision train or end in one line", arguments: [3e38, 1e-40])
  func ends(weight: Double) throws {
    let data = try Self.ring([weight, weight, weight, weight, weight])
    try run("gcn", data)
  }

  @Test("A saved model refuses a graph of negative weights as training does")
  func prediction() throws {
    let data = try Self.ring([1, 1, 1, 1, 1])
    let recipe = Recipe(GCN.self, for: data)
    let model = try Experiment(recipe, on: data, seeds: [0]).run().classifier
    let error = #expect(throws: DataError.self) {
      _ = try model.probabilities(for: try Self.ring([1, -1, 1, -1, -2]))
    }
    #expect(error?.message.contains("negative weights") == true)
  }

  @Test(
    "A model says that it does not use the weights of edges exactly where they change no score",
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

  @Test("Label propagation refuses them, too")
  func baseline() throws {
    let data = try Self.ring([1, -1, 1, -1, -2])
    let recipe = Recipe(MLP.self, for: data)
    let error = #expect(throws: DataError.self) {
      _ = try Comparison(on: data, seeds: [0]).run(.labelPropagation, recipe: recipe)
    }
    #expect(error?.message.contains("negative weights") == true)
  }
}
