// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import SpectralGraphs
import TensorCore
import Testing
import Training

@Suite("Continued training of a classifier")
struct ContinuedTrainingTests {
  /// Returns two groups of people. One feature identifies the group; the other, of a larger scale, does
  /// not.
  private func people(
    _ count: Int, prefix: String = "p", classes: [String] = ["x", "y"], names: [String] = ["side", "age"],
    train: Range<Int>, isSwapped: Bool = false
  ) throws -> NodeDataset {
    let id = { (k: Int) in "\(prefix)\(k)" }
    let edges = (0..<count - 2).map { (id($0), id($0 + 2)) }
    let features = (0..<count).map { k -> (String, [Float]) in
      let row: [Float] = [k % 2 == 0 ? 0.1 : 0.9, Float(20 + k)]
      return (id(k), isSwapped ? row.reversed() : row)
    }
    return try NodeDataset(
      edges: edges, features: Dictionary(uniqueKeysWithValues: features),
      labels: Dictionary(uniqueKeysWithValues: (0..<count).map { (id($0), classes[$0 % 2]) }),
      featureNames: isSwapped ? names.reversed() : names,
      split: .nodes(train: train.map(id), validation: [id(train.upperBound), id(train.upperBound + 1)]))
  }

  private func trained(on data: NodeDataset, epochs: Int = 60) throws -> TrainingRun {
    try Trainer(epochs: epochs, featureScaling: .standard, seed: 1).fit(GCN(for: data, seed: 1), to: data)
  }

  @Test("Continued training for 0 epochs keeps the predictions, even with reordered feature columns")
  func unchanged() throws {
    let data = try people(30, train: 0..<8)
    let first = try trained(on: data)
    let swapped = try people(30, train: 0..<8, isSwapped: true)
    let again = try Trainer(epochs: 0).fit(first.classifier, to: swapped)
    #expect(again.predictions == first.predictions)
    #expect(again.testAccuracy == first.testAccuracy)
    #expect(
      try again.classifier.probabilities(for: data).scalars
        == first.classifier.probabilities(for: data).scalars)
  }

  @Test("Continued training matches classes by name and throws an error for an unknown class")
  func classes() throws {
    let first = try trained(on: try people(30, classes: ["b", "a"], train: 0..<8)).classifier
    let others = try people(20, prefix: "q", classes: ["b", "b"], train: 0..<4)
    let run = try Trainer(epochs: 3).fit(first, to: others)
    #expect(run.classifier.classNames == ["a", "b"])
    #expect(run.trainAccuracy.isFinite)
    let error = #expect(throws: DataError.self) {
      try Trainer(epochs: 3).fit(first, to: try people(20, classes: ["a", "new"], train: 0..<4))
    }
    #expect(error?.message.contains("has class 'new', which is not one of the model's classes: a, b") == true)
  }

  @Test("Nodes that trained a classifier before are excluded from validation and test in later training")
  func memory() throws {
    let data = try people(30, train: 0..<8)
    let first = try trained(on: data).classifier
    let later = try people(30, train: 20..<24)
    let run = try Trainer(epochs: 3).fit(first, to: later)
    let earlier = (0..<8).map { "p\($0)" }
    let names = { (nodes: [Int32]) in nodes.map { later.nodeIdentifiers[Int($0)] } }
    #expect(Set(names(run.split.test)).isDisjoint(with: earlier))
    #expect(run.split.train.count == 4 && run.split.test.count == 30 - 8 - 4 - 2)
    #expect(try run.classifier.evaluate(data, on: .all).trainedCount == 12)

    let elsewhere = try people(20, prefix: "q", train: 0..<4)
    let moved = try Trainer(epochs: 3).fit(first, to: elsewhere).classifier
    #expect(try moved.evaluate(data, on: .all).trainedCount == 8)
    #expect(try moved.evaluate(elsewhere, on: .all).trainedCount == 4)
    try TrainedClassifierTests.withFile { path in
      try moved.save(to: path)
      #expect(try TrainedClassifier(contentsOf: path).evaluate(data, on: .all).trainedCount == 8)
    }
  }

  @Test("Continued training uses the classifier's split if the data have none")
  func ownSplit() throws {
    let data = try people(30, train: 0..<8)
    let first = try trained(on: data)
    let unsplit = try data.withSplit(.standard)
    #expect(try Trainer(epochs: 2, seed: 9).fit(first.classifier, to: unsplit).split == first.split)
  }

  @Test("Continued training with a different feature scaling throws an error")
  func scaling() throws {
    let data = try people(30, train: 0..<8)
    let first = try trained(on: data).classifier
    let error = #expect(throws: DataError.self) { try Trainer(featureScaling: .row).fit(first, to: data) }
    #expect(
      error?.message == "the trainer has featureScaling row, but the classifier scales features by standard"
        && error?.code == .usage)
    _ = try Trainer(epochs: 1, featureScaling: .standard).fit(first, to: data)
  }

  @Test("Continued training starts from the trained weights")
  func goesOn() throws {
    let data = try people(30, train: 0..<8)
    let first = try trained(on: data, epochs: 5)
    let more = try Trainer(epochs: 60, seed: 1).fit(first.classifier, to: data)
    #expect(more.history[0].trainLoss < first.history[0].trainLoss)
    #expect(more.trainLoss < first.trainLoss)
  }

  @Test("With a random split, nodes keep their parts and only new labelled nodes are drawn, with a note")
  func keptParts() throws {
    let data = try people(30, train: 0..<8)
    let random = try data.withSplit(.fractions(train: 0.5, validation: 0.2))
    let first = try Trainer(epochs: 3, seed: 5).fit(GCN(for: random), to: random)
    let again = try Trainer(epochs: 2).fit(first.classifier, to: random)
    #expect(again.split == first.split && again.notes == first.notes)

    let names = (0..<10).map { "new \($0)" }
    let grown = try random.adding(
      edges: names.map { ($0, random.nodeIdentifiers[0]) },
      features: Dictionary(
        uniqueKeysWithValues: names.map { ($0, [Float](repeating: 1, count: random.featureCount)) }),
      labels: Dictionary(uniqueKeysWithValues: names.map { ($0, random.classNames[0]) }))
    let later = try Trainer(epochs: 2).fit(first.classifier, to: grown)
    #expect(Set(later.split.train).isSuperset(of: first.split.train))
    #expect(Set(later.split.test).isSuperset(of: first.split.test))
    #expect(later.split.train.count + later.split.validation.count + later.split.test.count == 40)
    #expect(later.notes.contains { $0.message.contains("the other labelled nodes were drawn with seed 0") })
  }
}
