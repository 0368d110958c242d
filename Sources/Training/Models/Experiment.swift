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
  /// - Parameter scaling: nil takes the recipe's, or what suits the features.
  public init(_ recipe: Recipe, on data: NodeDataset, seeds: [UInt64], scaling: FeatureScaling? = nil) {
    self.recipe = recipe
    self.data = data
    self.seeds = seeds
    preparation = FeaturePreparation(for: data, scaling: scaling ?? recipe.featureScaling)
  }

  /// What one run found, without its model.
  public struct Outcome: Sendable {
    /// The run with the model taken out.
    public let run: TrainingRun<ModelArchitecture>
    /// The number of weights.
    public let parameterCount: Int
  }

  /// What all runs found.
  public struct Result: Sendable {
    /// The runs, in the order of the seeds.
    public let outcomes: [Outcome]
    /// The model of the run with the highest validation accuracy, of the first where there is no difference.
    public let model: SavedModel
    /// The position of that run.
    public let chosen: Int

    /// The mean test accuracy.
    public var testAccuracyMean: Double { Statistics.mean(outcomes.map(\.run.testAccuracy)) }
    /// The standard deviation of the test accuracy over the runs.
    public var testAccuracyDeviation: Double {
      Statistics.standardDeviation(outcomes.map(\.run.testAccuracy))
    }
  }

  /// Makes all runs. The features and the normalised adjacency are prepared once.
  ///
  /// Throws `badData` where the split asks for more than there is, where the model cannot use the weights of the edges, and where
  /// training comes to a number that is not finite.
  /// - Parameters:
  ///   - structure: that of the data, where several experiments share it.
  ///   - onEpoch: is told of every epoch of every run, counted from 0.
  ///   - onRun: is told of every run as it ends.
  public func run(
    in structure: GraphStructure? = nil, onEpoch: (_ run: Int, EpochReport) -> Void = { _, _ in },
    onRun: (_ run: Int, Outcome) -> Void = { _, _ in }
  ) throws(DataError) -> Result {
    let features = try preparation.features(of: data)
    let structure = structure ?? data.structure
    var task: NodeTask?
    var outcomes: [Outcome] = []
    var best: (run: Int, model: any NodeClassifier)?
    for (index, seed) in seeds.enumerated() {
      let split = try data.resolvedSplit(seed: seed)
      guard let model = recipe.model.model(seed: seed) else {
        fatalError("Experiment: model '\(recipe.model.name)' is unknown")
      }
      let shared =
        task
        ?? NodeTask(
          model: model, structure: structure, features: features, labels: data.labels,
          nodeIdentifiers: data.nodeIdentifiers)
      task = shared
      let (outcome, trained) = try Self.fit(model, shared, split, recipe.trainer(seed: seed)) {
        onEpoch(index, $0)
      }
      if best.map({ outcomes[$0.run].run.validationAccuracy < outcome.run.validationAccuracy }) ?? true {
        best = (index, trained)
      }
      outcomes.append(outcome)
      onRun(index, outcome)
    }
    guard let best else { fatalError("Experiment: no seeds") }
    return Result(
      outcomes: outcomes,
      model: SavedModel(
        best.model, preparation: preparation, data: data, split: outcomes[best.run].run.split),
      chosen: best.run)
  }

  private static func fit(
    _ model: some NodeClassifier, _ task: NodeTask, _ split: NodeSplit, _ trainer: Trainer,
    onEpoch: (EpochReport) -> Void
  ) throws(DataError) -> (Outcome, any NodeClassifier) {
    let run = try trainer.fit(model, task, split: split, onEpoch: onEpoch)
    return (
      Outcome(
        run: run.replacingModel(with: run.model.architecture), parameterCount: run.model.parameterCount),
      run.model
    )
  }
}
