// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Predictions by node name")
struct NodePredictionTests {
  @Test("Node predictions have the classes and probabilities of the classifier")
  func values() throws {
    let (classifier, club) = try TrainedClassifierTests.trained()
    let predictions = try classifier.nodePredictions(for: club)
    let probabilities = try classifier.probabilities(for: club)
    let classes = try classifier.predictions(for: club)
    #expect(predictions.count == 34 && predictions.map(\.node) == Array(club.nodeIdentifiers))
    for (node, prediction) in predictions.enumerated() {
      #expect(prediction.classIndex == Int(classes[node]))
      #expect(prediction.className == classifier.classNames[Int(classes[node])])
      #expect(prediction.probabilities == probabilities.row(node))
      #expect(prediction.probability == probabilities.row(node).max())
      let ranking = prediction.ranking
      #expect(ranking.count == 2 && ranking[0].className == prediction.className)
      #expect(ranking[0].probability >= ranking[1].probability)
    }
    #expect(predictions["34"]?.node == "34" && predictions["35"] == nil)
  }

  @Test(
    "A session predicts a few nodes as the classifier predicts all, bit for bit, from several threads at once",
    arguments: ["gcn", "gat", "hgnn", "hypergcn", "mlp"])
  func session(name: String) async throws {
    let data = try Sample.generated(600)
    let entry = try #require(ModelRegistry.standard[name])
    let classifier = try Trainer(epochs: 2).fit(entry.model.model(for: data.sizes, seed: 1), to: data)
      .classifier
    let all = try classifier.probabilities(for: data)
    let session = try ClassifierSession(classifier, on: data)
    let found = try await withThrowingTaskGroup(of: (Int32, Tensor).self) { group in
      for node in 0..<40 as Range<Int32> {
        group.addTask { (node, try session.probabilities(of: [node, 599 - node])) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for (node, probabilities) in found {
      #expect(probabilities.scalars == all.row(Int(node)) + all.row(599 - Int(node)))
    }
    let named = try session.predictions(of: [data.nodeIdentifiers[7]])
    #expect(named[0].node == data.nodeIdentifiers[7] && named[0].probabilities == all.row(7))
    #expect(throws: DataError.self) { try session.predictions(of: ["nobody"]) }
    #expect(throws: DataError.self) { try session.probabilities(of: [600]) }
  }

  @Test("A classifier's description names its model, features, classes and parameters")
  func description() throws {
    let (classifier, _) = try TrainedClassifierTests.trained()
    #expect("\(classifier)" == "gcn: 34 features, 2 classes, 594 parameters")
    #expect(classifier.modelName == "gcn" && classifier.configuration is GCN.Configuration)
  }

  @Test("A model file without feature preparation gives a note about the assumed scaling")
  func unprepared() throws {
    let (classifier, club) = try TrainedClassifierTests.trained()
    #expect(classifier.notes(on: club).isEmpty)
    try TrainedClassifierTests.withFile { path in
      try classifier.model.saveWeights(to: path)
      let note = try #require(try TrainedClassifier(contentsOf: path).notes(on: club).first)
      #expect(
        note.message.contains(
          "does not say how features are prepared: they are divided by the sum of their row"))
    }
  }

  @Test("A prediction has the node's label in the data, and predictions are written as CSV")
  func labels() throws {
    let (classifier, club) = try TrainedClassifierTests.trained()
    let predictions = try classifier.nodePredictions(for: club)
    #expect(predictions["1"]?.knownClass == "Mr. Hi" && predictions["34"]?.knownClass == "Officer")
    let grown = NodeDataset(
      name: "club", graph: club.graph, features: club.features, labels: [-1] + club.labels.dropFirst(),
      classNames: club.classNames, nodeIdentifiers: club.nodeIdentifiers)
    let unknown = try classifier.nodePredictions(for: grown).filter { $0.knownClass == nil }
    #expect(unknown.map(\.node) == ["1"])
    try TrainedClassifierTests.withFile { path in
      try unknown.write(to: path, allProbabilities: true)
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 2 && lines[0] == "id,label,probability,probability:Mr. Hi,probability:Officer")
      #expect(lines[1].hasPrefix("1,Mr. Hi,"))
    }
  }

  @Test("Runs, records, evaluations and rows of comparisons are described in one or a few lines")
  func descriptions() throws {
    let club = try Sample.karate()
    let run = try Trainer(epochs: 3).fit(GCN(for: club), to: club)
    #expect("\(run)".hasPrefix("gcn: test accuracy ") && !"\(run)".contains("\n"))
    #expect(
      "\(run)".hasSuffix(
        "(2 training, 0 validation, 32 test nodes), weights of epoch 3 of 3, ended by the last epoch"))
    #expect("\(run.record)" == "\(run)".dropFirst("gcn: ".count))
    let settings = PaperSettings(GCN.self, epochs: 3)
    let row = try Comparison(on: club, seeds: [0, 1]).run(settings, title: "short")
    #expect("\(row)".hasPrefix("short: test accuracy ") && "\(row)".hasSuffix(" % over 2 runs"))
    let why = try run.classifier.explanation(of: "3", in: club)
    #expect("\(why)".hasPrefix("node 2: class "))
  }

  @Test("A classifier gives the attention of every message, and its entries add up to 1 for each target")
  func attention() throws {
    let club = try Sample.karate()
    let classifier = try Trainer(epochs: 2).fit(GAT(for: club), to: club).classifier
    let layers = try classifier.attention(in: club)
    try #require(layers.count == 2)
    let entries = layers[0].entries
    #expect(entries.count == 2 * 78 + 34 && entries.allSatisfy { $0.weights.count == 8 })
    let sum = entries.filter { $0.target == 5 }.reduce(0) { $0 + $1.weights[3] }
    #expect(abs(sum - 1) < 1e-5)
    #expect(try Trainer(epochs: 1).fit(GCN(for: club), to: club).classifier.attention(in: club).isEmpty)
  }
}
