public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks
public import TensorCore

/// What needs no training, or little beyond that of another model, to compare trained models with.
public enum Baseline: String, Sendable, CaseIterable {
  /// ``LabelPropagation`` of the training labels (Zhou et al. 2004): alpha 0.9, 50 steps.
  case labelPropagation = "label-propagation"
  /// ``CorrectAndSmooth`` behind an MLP (Huang et al. 2021).
  case correctAndSmooth = "correct-and-smooth"

  /// Every node's score for every class, `[nodes, classes]`, from the training nodes of `split`.
  ///
  /// - Parameter probabilities: those of the model whose predictions are corrected.
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

  /// The share of the test nodes of `split` whose class has the highest score; not a number without any.
  public static func testAccuracy(_ scores: Tensor, _ data: NodeDataset, _ split: NodeSplit) -> Double {
    let predictions = scores.argmax(axis: 1)
    return Statistics.share(of: split.test) { predictions[Int($0)] == data.labels[Int($0)] }
  }
}

/// Several models on the same data, splits and seeds.
public struct Comparison: Sendable {
  /// What one model found.
  public struct Row: Sendable {
    /// The model's name.
    public let name: String
    /// What tells the row from others: that which was given to ``Comparison/run(_:title:onEpoch:)``, or else ``name``.
    public let title: String
    /// The model with its settings; nil for label propagation.
    public let model: ModelBlueprint?
    /// The test accuracy of every run.
    public let testAccuracies: [Double]
    /// The number of weights.
    public let parameterCount: Int
    /// The median time of a training step over all runs; nil where there is none.
    public let stepMilliseconds: Double?
    /// The median time of an epoch, validation included; nil where there is none.
    public let epochMilliseconds: Double?
    /// The mean time of a run; nil where there is none.
    public let seconds: Double?

    /// The mean test accuracy.
    public var testAccuracyMean: Double { Statistics.mean(testAccuracies) }
    /// The standard deviation of the test accuracy over the runs.
    public var testAccuracyDeviation: Double { Statistics.standardDeviation(testAccuracies) }
  }

  /// The data.
  public let data: NodeDataset
  /// The seeds, one a run.
  public let seeds: [UInt64]
  /// How features are scaled; nil: as suits the model and them.
  public let scaling: FeatureScaling?
  private let structure: GraphStructure

  /// Plans the comparison.
  ///
  /// - Parameters:
  ///   - seeds: one a run, such as `0..<5` or `[1, 7]`.
  ///   - scaling: nil takes each recipe's, or what suits the features.
  public init(on data: NodeDataset, seeds: some Sequence<UInt64>, scaling: FeatureScaling? = nil) {
    self.data = data
    self.seeds = Array(seeds)
    self.scaling = scaling
    structure = data.structure
  }

  /// Trains a model with every seed. Throws `badData` as ``Experiment/run(in:onEpoch:onRun:)`` does.
  ///
  /// Models of one type have one name. A title tells those of different settings apart:
  ///
  /// ```swift
  /// let rows = try [16, 64].map { size in
  ///   try comparison.run(Recipe(GCN.self, GCN.Configuration(hiddenSize: size)), title: "gcn, \(size) hidden")
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - title: the ``Row/title`` of the row; nil: the model's name.
  ///   - onEpoch: called after each epoch of each run; runs are counted from 0.
  public func run(
    _ recipe: Recipe, title: String? = nil, onEpoch: (_ run: Int, EpochReport) -> Void = { _, _ in }
  ) throws(DataError) -> Row {
    let experiment = Experiment(recipe, on: data, seeds: seeds, scaling: scaling)
    let result = try experiment.run(in: structure, onEpoch: onEpoch)
    let runs = result.runs
    return Row(
      name: recipe.name, title: title ?? recipe.name, model: recipe.model,
      testAccuracies: runs.map(\.testAccuracy),
      parameterCount: result.runs.first?.parameterCount ?? 0,
      stepMilliseconds: Statistics.median(runs.map(\.stepMillisecondsMedian)),
      epochMilliseconds: Statistics.median(runs.map(\.epochMillisecondsMedian)),
      seconds: Statistics.mean(runs.map(\.seconds)))
  }

  /// Applies a baseline with every seed's split.
  ///
  /// - Parameters:
  ///   - recipe: that of the model whose predictions the baseline corrects, where it does.
  ///   - title: the ``Row/title`` of the row; nil: the baseline's name.
  ///   - onEpoch: called after each epoch of each run of that model; runs are counted from 0.
  public func run(
    _ baseline: Baseline, recipe: Recipe, title: String? = nil,
    onEpoch: (_ run: Int, EpochReport) -> Void = { _, _ in }
  ) throws(DataError) -> Row {
    var accuracies: [Double] = []
    var parameterCount = 0
    for (run, seed) in seeds.enumerated() {
      let split = try data.resolvedSplit(seed: seed)
      var probabilities = Tensor(zeros: [data.nodeCount, data.classCount])
      if baseline == .correctAndSmooth {
        let experiment = Experiment(recipe, on: data, seeds: [seed], scaling: scaling)
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
      model: baseline == .correctAndSmooth ? recipe.model : nil, testAccuracies: accuracies,
      parameterCount: parameterCount,
      stepMilliseconds: nil, epochMilliseconds: nil, seconds: nil)
  }
}
