// SPDX-License-Identifier: Apache-2.0

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
}
