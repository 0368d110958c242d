import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

/// Every weight of a model, bit by bit.
func bits(_ model: some NodeClassifier) -> [UInt32] {
  model.stateDictionary().flatMap { $0.tensor.scalars.map(\.bitPattern) }
}

@Suite("A trainer fits a model to the training nodes")
struct TrainerTests {
  @Test("The karate club falls apart as it did, from two known members", arguments: 0..<5 as Range<UInt64>)
  func karate(seed: UInt64) throws {
    let data = try Sample.karate()
    let recipe = Recipe(GCN.self, for: data)
    let result = try Experiment(recipe, on: data, seeds: [seed]).run()
    #expect(result.testAccuracyMean >= 0.93)
  }

  @Test("The same seed gives the same bits, in any number of threads")
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

  @Test("Edges that are left out of a step depend on the seed, and on nothing else")
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

  @Test("Without validation nodes training goes to the last epoch, whose weights count")
  func withoutValidation() throws {
    let data = Sample.path(
      6, features: Sample.identity(6), split: NodeSplit(train: [0, 5], test: [1, 2, 3, 4]))
    let stopping = EarlyStopping(.loss(patience: 1), keeping: .lowestLoss)
    let run = try Trainer(epochs: 50, earlyStopping: stopping).fit(GCN(for: data), to: data)
    #expect(run.history.count == 50 && run.bestEpoch == 50)
    #expect(run.validationAccuracy.isNaN)
    #expect(run.history.allSatisfy { $0.validation == nil })
  }

  @Test("The kept weights are those of the best epoch, not of the last")
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

  @Test("Training ends at the epoch at which the rule says so")
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

  @Test("The caller can end a run, whose model is that of a run of so many epochs")
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
    "Settings that make no run are errors", arguments: [(-1, 0), (5, 1.5), (5, Float.nan)] as [(Int, Float)])
  func impossible(epochs: Int, edgeDropout: Float) throws {
    let data = try Sample.karate()
    let error = #expect(throws: DataError.self) {
      _ = try Trainer(epochs: epochs, edgeDropout: edgeDropout).fit(GCN(for: data), to: data)
    }
    #expect(error?.code == .usage)
  }

  @Test("One training node is enough")
  func oneNode() throws {
    let data = Sample.path(4, features: Sample.identity(4), split: NodeSplit(train: [2], test: [3]))
    let run = try Trainer(epochs: 30).fit(GCN(for: data), to: data)
    #expect(run.trainAccuracy == 1 && run.testAccuracy == 1)
    #expect(run.trainLoss.isFinite)
  }

  @Test("A class without nodes does no harm")
  func emptyClass() throws {
    let data = Sample.path(
      6, features: Sample.identity(6), classNames: ["left", "right", "nowhere"],
      split: NodeSplit(train: [0, 1, 4, 5], test: [2, 3]))
    let run = try Trainer(epochs: 60).fit(GCN(for: data), to: data)
    #expect(run.trainAccuracy == 1 && run.trainLoss.isFinite)
    #expect(run.predictions.allSatisfy { $0 < 2 })
  }

  @Test("A split without test nodes has no test accuracy, one without training nodes is bad data")
  func emptyParts() throws {
    let data = Sample.path(4, features: Sample.identity(4), split: NodeSplit(train: [0, 3], test: []))
    let run = try Trainer(epochs: 2).fit(GCN(for: data), to: data)
    for share in [run.testAccuracy, run.validationAccuracy] { #expect("\(share)" == "nan") }
    #expect("\(ClassificationReport(predictions: [], labels: [], classNames: ["a"]).accuracy)" == "nan")
    let none = Sample.path(4, features: Sample.identity(4), split: NodeSplit(train: [], test: [1]))
    let error = #expect(throws: DataError.self) { _ = try Trainer(epochs: 2).fit(GCN(for: none), to: none) }
    #expect(error?.code == .badData)
  }

  @Test("A graph without edges is learned from features alone")
  func noEdges() throws {
    let data = NodeDataset(
      name: "points", graph: Graph(nodeCount: 2, sources: [], targets: []), features: Sample.identity(2),
      labels: [0, 1], classNames: ["a", "b"], split: .explicit(NodeSplit(train: [0, 1], test: [])))
    #expect(try Trainer(epochs: 60).fit(GCN(for: data), to: data).trainAccuracy == 1)
  }
}

@Suite("An experiment makes several runs")
struct ExperimentTests {
  @Test("Runs come in the order of their seeds, and equal those made alone")
  func seeds() throws {
    let data = try Sample.karate()
    var recipe = try #require(Recipe(GCN.self, source: .pyg, for: data))
    recipe.epochs = 10
    let result = try Experiment(recipe, on: data, seeds: [7, 3, 7]).run()
    #expect(result.runs.map(\.seed) == [7, 3, 7])
    let losses = result.runs.map(\.trainLoss)
    #expect(losses[0] == losses[2] && losses[0] != losses[1])
    let alone = try Experiment(recipe, on: data, seeds: [3]).run()
    #expect(alone.runs[0].trainLoss == losses[1])
    #expect(result.chosen == 0, "without validation nodes the first run is as good as any")
  }

  @Test("A range of seeds is enough, and the result has means and deviations of every set")
  func summary() throws {
    let data = try Sample.karate().withSplit(.fractions(train: 0.4, validation: 0.3))
    let result = try Experiment(Recipe(GCN.self, epochs: 5), on: data, seeds: 0..<3).run()
    #expect(result.runs.map(\.seed) == [0, 1, 2])
    let validation = result.runs.map(\.validationAccuracy)
    #expect(result.validationAccuracyMean == Statistics.mean(validation))
    #expect(result.validationAccuracyDeviation == Statistics.standardDeviation(validation))
    #expect(result.trainAccuracyMean == Statistics.mean(result.runs.map(\.trainAccuracy)))
  }

  @Test("Rows of a comparison have the titles that they are given, and the settings of their models")
  func titles() throws {
    let comparison = Comparison(on: try Sample.karate(), seeds: 0..<1)
    let rows = try [4, 8].map { size in
      try comparison.run(
        Recipe(GCN.self, GCN.Configuration(hiddenSize: size), epochs: 2), title: "gcn, \(size) hidden")
    }
    #expect(rows.map(\.title) == ["gcn, 4 hidden", "gcn, 8 hidden"] && rows.allSatisfy { $0.name == "gcn" })
    #expect(rows.compactMap { ($0.model?.configuration as? GCN.Configuration)?.hiddenSizes } == [[4], [8]])
    let baseline = try comparison.run(.labelPropagation, recipe: Recipe(MLP.self, epochs: 2))
    #expect(baseline.title == "label-propagation" && baseline.model == nil)
  }

  @Test("A recipe without a configuration has the default one, and one for data the paper's")
  func defaults() throws {
    let data = try Sample.karate()
    let recipe = Recipe(GAT.self, epochs: 7)
    #expect(recipe.epochs == 7 && recipe.learningRate == 0.01)
    #expect(Recipe(GAT.self, for: data).learningRate == 0.005)
  }

  @Test("Settings that make no sense are an error that names the model and the setting")
  func invalidSettings() throws {
    let data = try Sample.karate()
    let recipe = Recipe(GAT.self, GAT.Configuration(heads: 0))
    let error = #expect(throws: DataError.self) { _ = try Experiment(recipe, on: data, seeds: [1]).run() }
    #expect(error?.code == .usage && error?.message == "gat: heads is 0; expected 1 to 65536")
  }
}
