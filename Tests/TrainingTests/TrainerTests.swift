// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

/// Returns the bit patterns of all weights of a model.
func bits(_ model: some NodeClassifier) -> [UInt32] {
  model.stateDictionary().flatMap { $0.tensor.scalars.map(\.bitPattern) }
}

@Suite("Training a model on the training nodes")
struct TrainerTests {
  @Test(
    "A GCN trained on two labelled karate club members predicts the factions of the other 32",
    arguments: 0..<5 as Range<UInt64>)
  func karate(seed: UInt64) throws {
    let data = try Sample.karate()
    let settings = PaperSettings(GCN.self, for: data)
    let result = try Experiment(settings, on: data, seeds: [seed]).run()
    #expect(result.testAccuracyMean >= 0.93)
  }

  @Test("Training gives the same bits for the same seed and any number of threads")
  func repeatable() throws {
    let data = try Sample.generated(1_500)
    let trainer = Trainer(epochs: 8, seed: 3)
    let model = GCN(for: data, seed: 3)
    let runs = try [1, 2, 2].map { threads in
      try Parallelism.$threadCount.withValue(threads) {
        bits(try trainer.fit(model, to: data).classifier.model)
      }
    }
    #expect(runs[0] == runs[1] && runs[1] == runs[2])
    var other = trainer
    other.seed = 4
    #expect(bits(try other.fit(model, to: data).classifier.model) != runs[0], "dropout depends on the seed")
  }

  @Test("Edge dropout in training depends on the rate and the seed and not on threads")
  func edgeDropout() throws {
    let data = try Sample.generated(1_500)
    let run = { (rate: Float, threads: Int, seed: UInt64) throws in
      try Parallelism.$threadCount.withValue(threads) {
        bits(
          try Trainer(epochs: 4, edgeDropout: rate, seed: seed)
            .fit(GCN(GCN.Configuration(dropout: 0), for: data, seed: 3), to: data).classifier.model)
      }
    }
    let first = try run(0.4, 1, 3)
    let areSame = try run(0.4, 2, 3) == first
    let differ = try run(0.4, 1, 4) != first && run(0, 1, 3) != first
    #expect(areSame && differ)
  }

  @Test("Without validation nodes, training runs all epochs and keeps the last weights")
  func withoutValidation() throws {
    let data = Sample.path(
      6, features: Sample.identity(6), split: NodeSplit(train: [0, 5], test: [1, 2, 3, 4]))
    let stopping = EarlyStopping(.loss(patience: 1), keeping: .lowestLoss)
    let run = try Trainer(epochs: 50, earlyStopping: stopping).fit(GCN(for: data), to: data)
    #expect(run.history.count == 50 && run.bestEpoch == 50)
    #expect(run.validationAccuracy.isNaN)
    #expect(run.history.allSatisfy { $0.validation == nil })
  }

  @Test("Training keeps the weights of the best epoch instead of the last")
  func bestWeights() throws {
    let data = Sample.path(
      8, features: Sample.identity(8),
      split: NodeSplit(train: [0, 7], validation: [3, 4], test: [1, 2, 5, 6]))
    let model = GCN(GCN.Configuration(dropout: 0.5), for: data)
    let stopping = EarlyStopping(.never, keeping: .lowestLoss)
    let optimizer = Adam(learningRate: 0.5)
    let run = try Trainer(optimizer: optimizer, epochs: 60, earlyStopping: stopping).fit(model, to: data)
    let losses = run.history.compactMap { $0.validation?.loss }
    let lowest = try #require(losses.min())
    #expect(run.bestEpoch == losses.firstIndex(of: lowest).map { $0 + 1 })
    try #require(run.bestEpoch < 60)
    let short = try Trainer(optimizer: optimizer, epochs: run.bestEpoch, earlyStopping: .never).fit(
      model, to: data)
    #expect(bits(short.classifier.model) == bits(run.classifier.model))
    let best = try #require(run.history[run.bestEpoch - 1].validation)
    #expect(best.accuracy == run.validationAccuracy)
  }

  @Test("Training stops at the epoch that the early-stopping rule determines")
  func stops() throws {
    let data = Sample.path(
      8, features: Sample.identity(8),
      split: NodeSplit(train: [0, 7], validation: [3, 4], test: [1, 2, 5, 6]))
    var seen: [Int] = []
    let run = try Trainer(
      optimizer: Adam(learningRate: 0.5), epochs: 500,
      earlyStopping: EarlyStopping(.loss(patience: 5), keeping: .lowestLoss)
    ).fit(GCN(for: data), to: data) { seen.append($0.epoch) }
    #expect(run.history.count == run.bestEpoch + 5)
    #expect(seen == Array(1...run.history.count))
  }

  @Test("A run stopped by the caller equals a run with that number of epochs")
  func stoppedByCaller() throws {
    let data = try Sample.karate()
    let model = GCN(for: data, seed: 2)
    let run = try Trainer(epochs: 500, earlyStopping: .never, seed: 2).fit(
      model, to: data, stoppingWhen: { $0.epoch == 7 })
    #expect(run.history.count == 7 && run.ending == .stopped)
    let short = try Trainer(epochs: 7, earlyStopping: .never, seed: 2).fit(model, to: data)
    #expect(short.ending == .allEpochs && bits(short.classifier.model) == bits(run.classifier.model))
  }

  @Test("A cancelled task ends its run after the current epoch", .timeLimit(.minutes(1)))
  func cancelled() async throws {
    let data = try Sample.karate()
    let task = Task {
      try Trainer(epochs: 50_000_000, earlyStopping: .never).fit(GCN(for: data), to: data)
    }
    task.cancel()
    let run = try await task.value
    #expect(run.ending == .cancelled && run.history.count >= 1)
  }

  @Test(
    "Trainer settings outside their range throw a usage error",
    arguments: [(-1, 0), (5, 1.5), (5, Float.nan)] as [(Int, Float)])
  func impossible(epochs: Int, edgeDropout: Float) throws {
    let data = try Sample.karate()
    let error = #expect(throws: DataError.self) {
      _ = try Trainer(epochs: epochs, edgeDropout: edgeDropout).fit(GCN(for: data), to: data)
    }
    #expect(error?.code == .usage)
  }

  @Test("Training works with a single training node")
  func oneNode() throws {
    let data = Sample.path(4, features: Sample.identity(4), split: NodeSplit(train: [2], test: [3]))
    let run = try Trainer(epochs: 30).fit(GCN(for: data), to: data)
    #expect(run.trainAccuracy == 1 && run.testAccuracy == 1)
    #expect(run.trainLoss.isFinite)
  }

  @Test("Training works with a class that has no nodes")
  func emptyClass() throws {
    let data = Sample.path(
      6, features: Sample.identity(6), classNames: ["left", "right", "nowhere"],
      split: NodeSplit(train: [0, 1, 4, 5], test: [2, 3]))
    let run = try Trainer(epochs: 60).fit(GCN(for: data), to: data)
    #expect(run.trainAccuracy == 1 && run.trainLoss.isFinite)
    #expect(run.predictions.allSatisfy { $0 < 2 })
  }

  @Test("A split without test nodes gives NaN accuracy, and one without training nodes throws an error")
  func emptyParts() throws {
    let data = Sample.path(4, features: Sample.identity(4), split: NodeSplit(train: [0, 3], test: []))
    let run = try Trainer(epochs: 2).fit(GCN(for: data), to: data)
    for share in [run.testAccuracy, run.validationAccuracy] { #expect("\(share)" == "nan") }
    #expect("\(ClassificationReport(predictions: [], labels: [], classNames: ["a"]).accuracy)" == "nan")
    let none = Sample.path(4, features: Sample.identity(4), split: NodeSplit(train: [], test: [1]))
    let error = #expect(throws: DataError.self) { _ = try Trainer(epochs: 2).fit(GCN(for: none), to: none) }
    #expect(error?.code == .badData)
  }

  @Test("Training on a graph without edges learns from the features alone")
  func noEdges() throws {
    let data = NodeDataset(
      name: "points", graph: Graph(nodeCount: 2, sources: [], targets: []), features: Sample.identity(2),
      labels: [0, 1], classNames: ["a", "b"], split: .explicit(NodeSplit(train: [0, 1], test: [])))
    #expect(try Trainer(epochs: 60).fit(GCN(for: data), to: data).trainAccuracy == 1)
  }
}

@Suite("Experiments of several runs")
struct ExperimentTests {
  @Test("The runs of an experiment are in the order of their seeds and equal separate runs")
  func seeds() throws {
    let data = try Sample.karate()
    var settings = try #require(PaperSettings(GCN.self, source: .pyg, for: data))
    settings.epochs = 10
    let result = try Experiment(settings, on: data, seeds: [7, 3, 7]).run()
    #expect(result.runs.map(\.seed) == [7, 3, 7])
    let losses = result.runs.map(\.trainLoss)
    #expect(losses[0] == losses[2] && losses[0] != losses[1])
    let alone = try Experiment(settings, on: data, seeds: [3]).run()
    #expect(alone.runs[0].trainLoss == losses[1])
    #expect(result.chosen == 0, "without validation nodes the first run is as good as any")
  }

  @Test("An experiment over a range of seeds has means and deviations of its accuracies")
  func summary() throws {
    let data = try Sample.karate().withSplit(.fractions(train: 0.4, validation: 0.3))
    let result = try Experiment(PaperSettings(GCN.self, epochs: 5), on: data, seeds: 0..<3).run()
    #expect(result.runs.map(\.seed) == [0, 1, 2])
    let validation = result.runs.map(\.validationAccuracy)
    #expect(result.validationAccuracyMean == Statistics.mean(validation))
    #expect(result.validationAccuracyDeviation == Statistics.standardDeviation(validation))
    #expect(result.trainAccuracyMean == Statistics.mean(result.runs.map(\.trainAccuracy)))
  }

  @Test("The rows of a comparison have the given titles and the settings of their models")
  func titles() throws {
    let comparison = Comparison(on: try Sample.karate(), seeds: 0..<1)
    let rows = try [4, 8].map { size in
      try comparison.run(
        PaperSettings(GCN.self, GCN.Configuration(hiddenSize: size), epochs: 2), title: "gcn, \(size) hidden")
    }
    #expect(rows.map(\.title) == ["gcn, 4 hidden", "gcn, 8 hidden"] && rows.allSatisfy { $0.name == "gcn" })
    #expect(rows.compactMap { ($0.model?.configuration as? GCN.Configuration)?.hiddenSizes } == [[4], [8]])
    let baseline = try comparison.run(.labelPropagation, settings: PaperSettings(MLP.self, epochs: 2))
    #expect(baseline.title == "label-propagation" && baseline.model == nil)
  }

  @Test("Settings default to the model's configuration, and settings for data are those of the paper")
  func defaults() throws {
    let data = try Sample.karate()
    let settings = PaperSettings(GAT.self, epochs: 7)
    #expect(settings.epochs == 7 && settings.learningRate == 0.01)
    #expect(PaperSettings(GAT.self, for: data).learningRate == 0.005)
  }

  @Test("An invalid configuration throws an error that names the model and the setting")
  func invalidSettings() throws {
    let data = try Sample.karate()
    let settings = PaperSettings(GAT.self, GAT.Configuration(heads: 0))
    let error = #expect(throws: DataError.self) { _ = try Experiment(settings, on: data, seeds: [1]).run() }
    #expect(error?.code == .usage && error?.message == "gat: heads is 0; expected 1 to 65536")
  }
}
