// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

/// Several runs with the same settings on one data set, one per seed.
public struct Experiment: Sendable {
  /// The settings of every run.
  public var settings: PaperSettings
  /// The data set.
  public var data: NodeDataset
  /// The preparation of the features.
  public var preparation: FeaturePreparation
  /// The seeds, one per run. Each seed decides the initial weights, dropout, and the split if that is
  /// drawn at random.
  public var seeds: [UInt64]

  /// Creates an experiment.
  ///
  /// ```swift
  /// let experiment = Experiment(PaperSettings(GCN.self, for: cora), on: cora, seeds: 0..<5)
  /// ```
  ///
  /// - Parameters:
  ///   - seeds: the seeds, one per run, such as `0..<5` or `[1, 7]`.
  ///   - featureScaling: the feature scaling, or nil to use that of the settings or one that suits the
  ///     features.
  public init(
    _ settings: PaperSettings, on data: NodeDataset, seeds: some Sequence<UInt64>,
    featureScaling: FeatureScaling? = nil
  ) {
    self.settings = settings
    self.data = data
    self.seeds = Array(seeds)
    preparation = FeaturePreparation(for: data, scaling: featureScaling ?? settings.featureScaling)
  }

  /// The results of all runs.
  public struct Result: Sendable {
    /// The records of the runs, in the order of the seeds.
    public let runs: [TrainingRecord]
    /// The classifier of the run with the highest validation accuracy; of the first such run if there
    /// are several.
    public let classifier: TrainedClassifier
    /// The index of that run in ``runs``.
    public let chosen: Int

    /// The mean test accuracy.
    public var testAccuracyMean: Double { Statistics.mean(runs.map(\.testAccuracy)) }
    /// The sample standard deviation of the test accuracy over the runs.
    public var testAccuracyDeviation: Double {
      Statistics.standardDeviation(runs.map(\.testAccuracy))
    }
    /// The mean validation accuracy.
    public var validationAccuracyMean: Double { Statistics.mean(runs.map(\.validationAccuracy)) }
    /// The sample standard deviation of the validation accuracy over the runs.
    public var validationAccuracyDeviation: Double {
      Statistics.standardDeviation(runs.map(\.validationAccuracy))
    }
    /// The mean training accuracy.
    public var trainAccuracyMean: Double { Statistics.mean(runs.map(\.trainAccuracy)) }
  }

  /// Runs the experiment. The features and the normalised adjacency are prepared once for all runs.
  /// Traps if there are no seeds.
  ///
  /// Throws `usage` if the settings of the model are invalid, and `badData` if the split needs more
  /// nodes than there are, if the model cannot use the edge weights, or if a number in training is not
  /// finite.
  ///
  /// - Parameters:
  ///   - structure: the structure of the data, or nil to create it. Pass one to share it between several
  ///     experiments.
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
      let model = try settings.model.model(for: data.sizes, seed: seed)
      let shared: NodeTask
      if let task {
        shared = task
      } else {
        shared = try NodeTask(model: model, data: data, preparation: preparation, structure: structure)
        task = shared
      }
      let run = try settings.trainer(seed: seed).fit(model, shared, split: split) { onEpoch(index, $0) }
      if best.map({ runs[$0.run].validationAccuracy < run.validationAccuracy }) ?? true {
        best = (index, run.classifier)
      }
      runs.append(run.record)
      onRun(index, run.record)
    }
    guard let best else { fatalError("Experiment: seeds is empty; expected at least one seed") }
    return Result(runs: runs, classifier: best.classifier, chosen: best.run)
  }
}
