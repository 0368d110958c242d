internal import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

/// The settings of a published experiment: model, optimiser, epochs and stopping rule.
///
/// ```swift
/// let recipe = Recipe(GAT.self, for: cora)                       // the paper's
/// let mine = Recipe(MyNetwork.self, MyNetwork.Configuration(hiddenSize: 64), epochs: 500)
/// let short = Recipe(GCN.self, epochs: 100)                      // its default settings
/// ```
public struct Recipe: Sendable {
  /// Whose settings are meant.
  public enum Source: String, Sendable, CaseIterable {
    /// The model's paper, or the code of its authors.
    case paper
    /// The code of Kipf and Welling (2017): no bias, dropout on the input of both layers, decay on layer 1 only,
    /// the window rule on the validation loss (without the penalty), test with the last weights.
    case kipf
    /// PyTorch Geometric's citation benchmark (Fey and Lenssen 2019): bias, dropout before layer 2 only, decay on
    /// all weights, the window rule in the second half, test with the weights of the lowest validation loss.
    case pyg
  }

  /// The model with its settings.
  public var model: ModelBlueprint
  /// The step size of Adam.
  public var learningRate: Float
  /// The weight decay of Adam, an L2 penalty of half of it.
  public var weightDecay: Float
  /// The beginnings of the names of the weights that decay; nil: all do.
  public var decayingPrefixes: [String]?
  /// The weight decay of the others.
  public var otherWeightDecay: Float
  /// The largest number of epochs.
  public var epochs: Int
  /// When to stop before.
  public var earlyStopping: EarlyStopping
  /// The probability that an edge is left out of a training step.
  public var edgeDropout: Float
  /// How features are scaled where nobody says otherwise; nil: as suits them.
  public var featureScaling: FeatureScaling?

  /// Settings of a model of any type. The defaults are what most papers share: Adam 0.01 with decay 5e-4, 200 epochs, of which the
  /// best on the validation nodes counts.
  public init<Model: NodeClassifier>(
    _ model: Model.Type, _ configuration: Model.Configuration = Model.Configuration(),
    learningRate: Float = 0.01,
    weightDecay: Float = 5e-4, epochs: Int = 200,
    earlyStopping: EarlyStopping = EarlyStopping(.never, keeping: .highestAccuracy),
    featureScaling: FeatureScaling? = nil
  ) {
    self.init(
      ModelBlueprint(model, configuration), learningRate: learningRate, weightDecay: weightDecay,
      epochs: epochs,
      earlyStopping: earlyStopping, featureScaling: featureScaling)
  }

  /// The same of a model whose type is not known.
  init(
    _ model: ModelBlueprint, learningRate: Float = 0.01, weightDecay: Float = 5e-4, epochs: Int = 200,
    earlyStopping: EarlyStopping = EarlyStopping(.never, keeping: .highestAccuracy),
    featureScaling: FeatureScaling? = nil
  ) {
    self.model = model
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.epochs = epochs
    self.earlyStopping = earlyStopping
    self.featureScaling = featureScaling
    decayingPrefixes = nil
    otherWeightDecay = 0
    edgeDropout = 0
  }

  /// The settings of the paper of a model; those of ``init(_:_:learningRate:weightDecay:epochs:earlyStopping:featureScaling:)`` where the
  /// library knows of none. They differ by data set only where `data` is a ``BenchmarkDataset``.
  public init<Model: NodeClassifier>(_ model: Model.Type, for data: NodeDataset) {
    self = Self.recipe(model, .paper, data) ?? Recipe(model, Model.Configuration())
  }

  /// The settings of a source for a model; nil where it has none.
  public init?<Model: NodeClassifier>(_ model: Model.Type, source: Source, for data: NodeDataset) {
    guard let recipe = Self.recipe(model, source, data) else { return nil }
    self = recipe
  }

  /// The settings of a source for a model of this library; nil for others, whatever they are called.
  private static func recipe<Model: NodeClassifier>(
    _ model: Model.Type, _ source: Source, _ data: NodeDataset
  ) -> Recipe? {
    guard ModelRegistry.standard[Model.name]?.model.type == model else { return nil }
    return recipe(Model.name, source, data)
  }

  /// The settings of a source for a model of a registry; nil where it has none.
  public init?(_ entry: ModelRegistry.Entry, source: Source = .paper, for data: NodeDataset) {
    if let recipe = Self.recipe(entry.name, source, data) {
      self = recipe
    } else if source == .paper {
      self.init(entry.model)
    } else {
      return nil
    }
  }

  /// The model's name.
  public var name: String { ModelRegistry.standard.name(of: model) }

  /// The sources of a model's settings.
  public static func sources(of entry: ModelRegistry.Entry, for data: NodeDataset) -> [Source] {
    Source.allCases.filter { Recipe(entry, source: $0, for: data) != nil }
  }

  /// The trainer of the run with `seed`.
  public func trainer(seed: UInt64) -> Trainer {
    let optimizer =
      decayingPrefixes.map { prefixes in
        Adam(
          learningRate: learningRate, weightDecay: otherWeightDecay,
          groups: prefixes.map { ParameterGroup(prefix: $0, weightDecay: weightDecay) })
      } ?? Adam(learningRate: learningRate, weightDecay: weightDecay)
    return Trainer(
      optimizer: optimizer, epochs: epochs, earlyStopping: earlyStopping, edgeDropout: edgeDropout,
      featureScaling: featureScaling, seed: seed)
  }
}
