// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Saving, loading and evaluating trained classifiers")
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
    var settings = try #require(
      ModelRegistry.standard[name].flatMap { PaperSettings($0, source: .pyg, for: data) })
    settings.epochs = 20
    return (try Experiment(settings, on: data, seeds: [1], featureScaling: scaling).run().classifier, data)
  }

  @Test(
    "A saved classifier gives the same probabilities, names and file when loaded", arguments: ["gcn", "mlp"],
    FeatureScaling.allCases)
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

  @Test("A saved classifier contains the settings and the result of its run, and older files have none")
  func training() throws {
    let data = try Sample.karate()
    let trainer = Trainer(optimizer: .sgd(learningRate: 0.25), epochs: 12, edgeDropout: 0.5, seed: 7)
    let run = try trainer.fit(GCN(for: data, seed: 3), to: data)
    try Self.withFile { path in
      try run.classifier.save(to: path)
      let training = try #require(try TrainedClassifier(contentsOf: path).training)
      #expect(training == run.classifier.training)
      #expect(training.optimizer == "SGD" && training.learningRate == 0.25 && training.edgeDropout == 0.5)
      #expect(training.seed == 7 && training.maximumEpochs == 12 && training.epochs == 12)
      #expect(training.ending == .allEpochs && training.bestEpoch == run.bestEpoch)
      #expect(training.trainAccuracy == run.trainAccuracy && training.testAccuracy == run.testAccuracy)
      #expect(training.validationAccuracy == nil && run.validationAccuracy.isNaN)
    }
    let bare = TrainedClassifier(
      GCN(for: data, seed: 3), preparation: FeaturePreparation(for: data), data: data)
    #expect(bare.training == nil)
  }

  @Test("The class probabilities of each node add up to 1")
  func probabilities() throws {
    let (model, data) = try Self.trained()
    let sums = try model.probabilities(for: data).sum(axis: 1).scalars
    #expect(sums.count == 34 && sums.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test(
    "Weights without a description are recognised as a GCN or an MLP by their names",
    arguments: ["gcn", "mlp"])
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

  @Test("Loading the weights of an unknown model throws a bad-data error with the file")
  func unknown() throws {
    try Self.withFile { path in
      try SafeTensors(tensors: [("weight", Tensor(zeros: [2, 2]))]).write(to: path)
      let error = #expect(throws: DataError.self) { _ = try TrainedClassifier(contentsOf: path) }
      #expect(error?.code == .badData && error?.place == .file(path))
    }
  }

  @Test("Predicting with a different number of features throws a bad-data error")
  func otherFeatures() throws {
    let (model, _) = try Self.trained()
    let other = Sample.path(
      5, features: .dense(Tensor(zeros: [5, 3])), split: NodeSplit(train: [0], test: [1]))
    let error = #expect(throws: DataError.self) { _ = try model.probabilities(for: other) }
    #expect(error?.code == .badData && error?.hint == "Was the model trained on another data set?")
  }

  @Test("Evaluating on classes unknown to the model throws a bad-data error that names them")
  func otherClasses() throws {
    let (model, _) = try Self.trained()
    let other = Sample.path(34, features: Sample.identity(34), split: NodeSplit(train: [0], test: [1]))
    let error = #expect(throws: DataError.self) { _ = try model.evaluate(other, nodes: [0]) }
    #expect(error?.code == .badData && error?.message.contains("'left'") == true)
  }

  @Test("Evaluating on the test nodes gives the test accuracy of training")
  func evaluation() throws {
    let data = try Sample.karate()
    let settings = PaperSettings(GCN.self, for: data)
    let result = try Experiment(settings, on: data, seeds: [2]).run()
    let run = result.runs[0]
    #expect(try result.classifier.evaluate(data, nodes: run.split.test).accuracy == run.testAccuracy)
    let error = #expect(throws: DataError.self) { _ = try result.classifier.evaluate(data, nodes: []) }
    #expect(error?.code == .badData)
  }

  @Test(
    "A classifier, weights and a data set are written to and read from the URLs of files, blanks included")
  func urls() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("with blank \(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (classifier, data) = try Self.trained()
    let file = directory.appendingPathComponent("model.safetensors")
    try classifier.save(to: file)
    #expect(try TrainedClassifier(contentsOf: file).bytes() == classifier.bytes())

    var model = GCN(for: data, seed: 1)
    let weights = directory.appendingPathComponent("weights.safetensors")
    try GCN(for: data, seed: 2).saveWeights(to: weights)
    try model.loadWeights(from: weights)
    #expect(
      model.stateDictionary().map(\.1.scalars) == GCN(for: data, seed: 2).stateDictionary().map(\.1.scalars))

    let edges = directory.appendingPathComponent("edges.csv")
    try Data("source,target\na,b\nb,c\n".utf8).write(to: edges)
    let labels = directory.appendingPathComponent("labels.csv")
    try Data("id,label\na,x\nb,y\n".utf8).write(to: labels)
    let read = try NodeDataset(edges: edges, labels: labels)
    #expect(read.graph.nodeCount == 3 && read.classNames == ["x", "y"])
    let graph = directory.appendingPathComponent("graph.graphml")
    try read.write(to: graph)
    #expect(try NodeDataset(edges: graph).graph.nodeCount == 3)
    #expect(try NodeDataset(hyperedges: edges).hypergraph?.hyperedgeCount == 3)
  }

  @Test("The URL of something that is not a file throws a usage error with the URL")
  func remoteURL() throws {
    let url = try #require(URL(string: "https://example.org/model.safetensors"))
    let error = #expect(throws: DataError.self) { _ = try TrainedClassifier(contentsOf: url) }
    #expect(error?.code == .usage && error?.description.contains("https://example.org") == true)
  }

  @Test("A file with a setting that the model does not have is refused, and the setting is named")
  func renamedSetting() throws {
    let club = try Sample.karate()
    try Self.withFile { path in
      try Trainer(epochs: 1).fit(Renamed<OldSettings>(for: club, seed: 1), to: club).classifier.save(to: path)
      _ = try TrainedClassifier(
        contentsOf: path, models: ModelRegistry.standard.adding(Renamed<OldSettings>.self))
      let error = #expect(throws: DataError.self) {
        _ = try TrainedClassifier(
          contentsOf: path, models: ModelRegistry.standard.adding(Renamed<NewSettings>.self))
      }
      #expect(error?.message.contains("the setting 'width', which this model does not have") == true)
    }
  }
}

private struct OldSettings: ModelConfiguration { var width = 3 }
private struct NewSettings: ModelConfiguration { var size = 3 }

/// A linear model whose settings have other names in another version of it.
private struct Renamed<Configuration: ModelConfiguration>: NodeClassifier {
  static var name: String { "Renamed" }
  let configuration: Configuration
  var lin: Linear

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    lin = Linear(inputSize: data.featureCount, outputSize: data.classCount)
  }
  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }
  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    lin(x, context)
  }
}
