import Foundation
import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("A saved model is used as it was trained")
struct TrainedClassifierTests {
  /// Runs `body` with the path of a file that is removed afterwards.
  static func withFile(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }

  static func trained(_ name: String = "gcn", scaling: FeatureScaling? = nil) throws -> (
    TrainedClassifier, NodeDataset
  ) {
    let data = try Sample.karate()
    var recipe = try #require(ModelRegistry.standard[name].flatMap { Recipe($0, source: .pyg, for: data) })
    recipe.epochs = 20
    return (try Experiment(recipe, on: data, seeds: [1], scaling: scaling).run().classifier, data)
  }

  @Test("It gives the same probabilities and names", arguments: ["gcn", "mlp"], FeatureScaling.allCases)
  func roundTrip(name: String, scaling: FeatureScaling) throws {
    let (model, data) = try Self.trained(name, scaling: scaling)
    try Self.withFile { path in
      try model.save(to: path)
      let read = try TrainedClassifier(contentsOf: path)
      let (one, other) = (ModelBlueprint(of: read.model), ModelBlueprint(of: model.model))
      #expect(one.type.name == other.type.name)
      #expect(try one.configuration.json().text() == other.configuration.json().text())
      #expect(read.classNames == data.classNames && read.nodeIdentifiers == Array(data.nodeIdentifiers))
      #expect(read.preparation?.scaling == scaling)
      #expect(try read.probabilities(for: data).scalars == model.probabilities(for: data).scalars)
      let again = path + ".again"
      defer { try? FileManager.default.removeItem(atPath: again) }
      try read.save(to: again)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: again)) == Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  @Test("Probabilities of a node add up to 1")
  func probabilities() throws {
    let (model, data) = try Self.trained()
    let sums = try model.probabilities(for: data).sum(axis: 1).scalars
    #expect(sums.count == 34 && sums.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test(
    "Weights without a description are taken for a GCN or an MLP by their names", arguments: ["gcn", "mlp"])
  func inferred(name: String) throws {
    let (model, data) = try Self.trained(name)
    try Self.withFile { path in
      try SafeTensors(tensors: model.model.stateDictionary()).write(to: path)
      let read = try TrainedClassifier(contentsOf: path)
      #expect(type(of: read.model).name == name && read.model.widths.first == 16)
      #expect(read.classNames == ["0", "1"] && read.preparation == nil && read.nodeIdentifiers.isEmpty)
      #expect(try read.probabilities(for: data).scalars == model.probabilities(for: data).scalars)
    }
  }

  @Test("Weights of no known model are bad data at their file")
  func unknown() throws {
    try Self.withFile { path in
      try SafeTensors(tensors: [("weight", Tensor(zeros: [2, 2]))]).write(to: path)
      let error = #expect(throws: DataError.self) { _ = try TrainedClassifier(contentsOf: path) }
      #expect(error?.code == .badData && error?.place == .file(path))
    }
  }

  @Test("Another number of features is bad data")
  func otherFeatures() throws {
    let (model, _) = try Self.trained()
    let other = Sample.path(
      5, features: .dense(Tensor(zeros: [5, 3])), split: NodeSplit(train: [0], test: [1]))
    let error = #expect(throws: DataError.self) { _ = try model.probabilities(for: other) }
    #expect(error?.code == .badData && error?.hint == "Is this a model of another data set?")
  }

  @Test("Classes that the model does not know are bad data, and both are named")
  func otherClasses() throws {
    let (model, _) = try Self.trained()
    let other = Sample.path(34, features: Sample.identity(34), split: NodeSplit(train: [0], test: [1]))
    let error = #expect(throws: DataError.self) { _ = try model.evaluate(other, nodes: [0]) }
    #expect(error?.code == .badData && error?.message.contains("'left'") == true)
  }

  @Test("Evaluation finds the accuracy that training found")
  func evaluation() throws {
    let data = try Sample.karate()
    let recipe = Recipe(GCN.self, for: data)
    let result = try Experiment(recipe, on: data, seeds: [2]).run()
    let run = result.runs[0]
    #expect(try result.classifier.evaluate(data, nodes: run.split.test).accuracy == run.testAccuracy)
    let error = #expect(throws: DataError.self) { _ = try result.classifier.evaluate(data, nodes: []) }
    #expect(error?.code == .badData)
  }
}
