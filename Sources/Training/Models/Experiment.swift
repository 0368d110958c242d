public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

/// Several runs of one recipe on one data set, with consecutive seeds.
public struct Experiment: Sendable {
  /// The settings of every run.
  public var recipe: Recipe
  /// The data.
  public var data: NodeDataset
  /// How features are prepared.
  public var preparation: FeaturePreparation
  /// The seeds, one a run. Each decides the initial weights, dropout, and the split where that is drawn.
  public var seeds: [UInt64]

  /// Plans the runs.
  ///
  /// ```swift
  /// let experiment = Experiment(Recipe(GCN.self, for: cora), on: cora, seeds: 0..<5)
  /// ```
  ///
  /// - Parameters:
  ///   - seeds: one a run, such as `0..<5` or `[1, 7]`.
  ///   - scaling: nil takes the recipe's, or what suits the features.
  public init(
    _ recipe: Recipe, on data: NodeDataset, seeds: some Sequence<UInt64>, scaling: FeatureScaling? = nil
  ) {
    self.recipe = recipe
    self.data = data
    self.seeds = Array(seeds)
    preparation = FeaturePreparation(for: data, scaling: scaling ?? recipe.featureScaling)
  }

  /// What all runs found.
  public struct Result: Sendable {
    /// The runs without their models, in the order of the seeds.
    public let runs: [TrainingRecord]
    /// The classifier of the run with the highest validation accuracy, of the first where there is no difference.
    public let classifier: TrainedClassifier
    /// The position of that run.
    public let chosen: Int

    /// The mean test accuracy.
    public var testAccuracyMean: Double { Statistics.mean(runs.map(\.testAccuracy)) }
    /// The standard deviation of the test accuracy over the runs.
    public var testAccuracyDeviation: Double {
      Statistics.standardDeviation(runs.map(\.testAccuracy))
    }
    /// The mean validation accuracy.
    public var validationAccuracyMean: Double { Statistics.mean(runs.map(\.validationAccuracy)) }
    /// The standard deviation of the validation accuracy over the runs.
    public var validationAccuracyDeviation: Double {
      Statistics.standardDeviation(runs.map(\.validationAccuracy))
    }
    /// The mean training accuracy.
    public var trainAccuracyMean: Double { Statistics.mean(runs.map(\.trainAccuracy)) }
  }

  /// Makes all runs. The features and the normalised adjacency are prepared once.
  ///
  /// Throws `usage` where the settings of the model make no sense, `badData` where the split asks for more than there is, where the model cannot use the weights of the edges, and where
  /// training comes to a number that is not finite.
  /// - Parameters:
  ///   - structure: that of the data, where several experiments share it.
  ///   - onEpoch: called after each epoch of each run; runs are counted from 0.
  ///   - onRun: called after each run.
  public func run(
    in structure: GraphStructure? = nil, onEpoch: (_ run: Int, EpochReport) -> Void = { _, _ in },
    onRun: (_ run: Int, TrainingRecord) -> Void = { _, _ in }
  ) throws(DataError) -> Result {
    var task: NodeTask?
    var runs: [TrainingRecord] = []
    var best: (run: Int, classifier: TrainedClassifier)?
    for (index, seed) in seeds.enumerated() {
      let split = try data.resolvedSplit(seed: seed)
      let model = try recipe.model.model(for: data.sizes, seed: seed)
      let shared: NodeTask
      if let task {
        shared = task
      } else {
        shared = try NodeTask(model: model, data: data, preparation: preparation, structure: structure)
        task = shared
      }
      let run = try recipe.trainer(seed: seed).fit(model, shared, split: split) { onEpoch(index, $0) }
      if best.map({ runs[$0.run].validationAccuracy < run.validationAccuracy }) ?? true {
        best = (index, run.classifier)
      }
      runs.append(run.record)
      onRun(index, run.record)
    }
    guard let best else { fatalError("Experiment: no seeds") }
    return Result(runs: runs, classifier: best.classifier, chosen: best.run)
  }
}
