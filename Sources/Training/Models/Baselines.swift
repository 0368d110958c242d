// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks
public import TensorCore

/// A method to compare trained models with: label propagation, which needs no training, or a correction
/// of the predictions of another model.
public enum Baseline: String, Sendable, CaseIterable {
  /// ``LabelPropagation`` of the training labels (Zhou et al. 2004) with alpha 0.9 and 50 steps.
  case labelPropagation = "label-propagation"
  /// ``CorrectAndSmooth`` applied to the predictions of an MLP (Huang et al. 2021).
  case correctAndSmooth = "correct-and-smooth"

  /// Returns the score of each node for each class, `[nodes, classes]`, computed from the training nodes
  /// of `split`.
  ///
  /// - Parameter probabilities: the probabilities predicted by the model that ``correctAndSmooth``
  ///   corrects, `[nodes, classes]`.
  public func scores(
    for data: NodeDataset, split: NodeSplit, in structure: GraphStructure, probabilities: Tensor
  ) -> Tensor {
    let labels = split.train.map { data.labels[Int($0)] }
    switch self {
    case .labelPropagation:
      return LabelPropagation()(
        nodes: split.train, labels: labels, classCount: data.classCount, in: structure)
    case .correctAndSmooth:
      return CorrectAndSmooth()(probabilities, nodes: split.train, labels: labels, in: structure)
    }
  }

  /// Returns the share of the test nodes of `split` whose class has the highest score; NaN if there are
  /// no test nodes.
  public static func testAccuracy(_ scores: Tensor, _ data: NodeDataset, _ split: NodeSplit) -> Double {
    let predictions = scores.argmax(axis: 1)
    return Statistics.share(of: split.test) { predictions[Int($0)] == data.labels[Int($0)] }
  }
}

/// A comparison of several models on the same data, splits and seeds.
public struct Comparison: Sendable {
  /// The results of one model or baseline.
  public struct Row: Sendable {
    /// The name of the model or baseline.
    public let name: String
    /// The title that distinguishes the row from others: the one passed to
    /// ``Comparison/run(_:title:onEpoch:)``, or else ``name``.
    public let title: String
    /// The model with its settings; nil for label propagation.
    public let model: ModelBlueprint?
    /// The test accuracy of each run.
    public let testAccuracies: [Double]
    /// The number of weights.
    public let parameterCount: Int
    /// The median time of a training step over all runs, in milliseconds; nil for baselines.
    public let stepMilliseconds: Double?
    /// The median time of an epoch including validation, in milliseconds; nil for baselines.
    public let epochMilliseconds: Double?
    /// The mean duration of a run in seconds; nil for baselines.
    public let seconds: Double?
    /// The mean number of epochs of a run; nil for baselines.
    public let epochs: Double?
    /// Notes on the runs, such as that they reached the limit of epochs before early stopping.
    public var notes: [DataNote] = []

    /// The mean test accuracy.
    public var testAccuracyMean: Double { Statistics.mean(testAccuracies) }
    /// The sample standard deviation of the test accuracy over the runs.
    public var testAccuracyDeviation: Double { Statistics.standardDeviation(testAccuracies) }
  }

  /// The data set.
  public let data: NodeDataset
  /// The seeds, one per run.
  public let seeds: [UInt64]
  /// The feature scaling, or nil to use that of the settings or one that suits the features.
  public let featureScaling: FeatureScaling?
  private let structure: GraphStructure

  /// Creates a comparison on a data set.
  ///
  /// - Parameters:
  ///   - seeds: the seeds, one per run, such as `0..<5` or `[1, 7]`.
  ///   - featureScaling: the feature scaling, or nil to use that of the settings or one that suits the
  ///     features.
  public init(on data: NodeDataset, seeds: some Sequence<UInt64>, featureScaling: FeatureScaling? = nil) {
    self.data = data
    self.seeds = Array(seeds)
    self.featureScaling = featureScaling
    structure = data.structure
  }

  /// Trains a model once per seed. Throws the errors of ``Experiment/run(in:onEpoch:onRun:)``.
  ///
  /// All models of one type have the same name. Titles distinguish models of one type with different
  /// settings:
  ///
  /// ```swift
  /// let rows = try [16, 64].map { size in
  ///   let settings = PaperSettings(GCN.self, GCN.Configuration(hiddenSize: size))
  ///   return try comparison.run(settings, title: "gcn, \(size) hidden")
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - title: the ``Row/title`` of the row, or nil to use the model's name.
  ///   - onEpoch: called after each epoch of each run; runs are counted from 0.
  public func run(
    _ settings: PaperSettings, title: String? = nil, onEpoch: (_ run: Int, EpochReport) -> Void = { _, _ in }
  ) throws(DataError) -> Row {
    let experiment = Experiment(settings, on: data, seeds: seeds, featureScaling: featureScaling)
    let result = try experiment.run(in: structure, onEpoch: onEpoch)
    let runs = result.runs
    return Row(
      name: settings.name, title: title ?? settings.name, model: settings.model,
      testAccuracies: runs.map(\.testAccuracy),
      parameterCount: result.runs.first?.parameterCount ?? 0,
      stepMilliseconds: Statistics.median(runs.map(\.stepMillisecondsMedian)),
      epochMilliseconds: Statistics.median(runs.map(\.epochMillisecondsMedian)),
      seconds: Statistics.mean(runs.map(\.seconds)),
      epochs: Statistics.mean(runs.map { Double($0.history.count) }),
      notes: TrainingRecord.notes(on: runs, settings.earlyStopping, epochs: settings.epochs))
  }

  /// Applies a baseline to the split of each seed. Throws `badData` if the graph's edge weights cannot
  /// be used or a score is not finite.
  ///
  /// - Parameters:
  ///   - settings: the settings of the model whose predictions ``Baseline/correctAndSmooth`` corrects;
  ///     label propagation ignores them.
  ///   - title: the ``Row/title`` of the row, or nil to use the baseline's name.
  ///   - onEpoch: called after each epoch of each run of that model; runs are counted from 0.
  public func run(
    _ baseline: Baseline, settings: PaperSettings, title: String? = nil,
    onEpoch: (_ run: Int, EpochReport) -> Void = { _, _ in }
  ) throws(DataError) -> Row {
    var accuracies: [Double] = []
    var parameterCount = 0
    for (run, seed) in seeds.enumerated() {
      let split = try data.resolvedSplit(seed: seed)
      var probabilities = Tensor(zeros: [data.nodeCount, data.classCount])
      if baseline == .correctAndSmooth {
        let experiment = Experiment(settings, on: data, seeds: [seed], featureScaling: featureScaling)
        let result = try experiment.run(in: structure, onEpoch: { onEpoch(run, $1) })
        probabilities = try result.classifier.probabilities(for: data)
        parameterCount = result.runs.first?.parameterCount ?? 0
      }
      let scores = baseline.scores(for: data, split: split, in: structure, probabilities: probabilities)
      if let problem = structure.weightProblem(
        along: [structure.edges(.symmetric(selfLoopWeight: nil))], name: { data.nodeIdentifiers[$0] })
      {
        throw problem
      }
      guard scores.isFinite else { throw NotFinite.error("a score of \(baseline.rawValue)", nil) }
      accuracies.append(Baseline.testAccuracy(scores, data, split))
    }
    return Row(
      name: baseline.rawValue, title: title ?? baseline.rawValue,
      model: baseline == .correctAndSmooth ? settings.model : nil, testAccuracies: accuracies,
      parameterCount: parameterCount,
      stepMilliseconds: nil, epochMilliseconds: nil, seconds: nil, epochs: nil)
  }
}

extension Comparison.Row: CustomStringConvertible {
  /// The title and the test accuracy in one line: `gcn: test accuracy 81.46 +- 0.70 % over 10 runs`.
  public var description: String {
    let accuracy = NumberText.decimal(100 * testAccuracyMean, 2)
    guard testAccuracies.count > 1 else { return "\(title): test accuracy \(accuracy) %" }
    return
      "\(title): test accuracy \(accuracy) +- \(NumberText.decimal(100 * testAccuracyDeviation, 2)) % over \(testAccuracies.count) runs"
  }
}
