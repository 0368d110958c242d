// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

/// The settings of a published experiment: the model, the optimiser, the number of epochs and the
/// stopping rule.
///
/// ```swift
/// let settings = PaperSettings(GAT.self, for: cora)                     // the paper's settings
/// let custom = PaperSettings(MyNetwork.self, MyNetwork.Configuration(hiddenSize: 64), epochs: 500)
/// let short = PaperSettings(GCN.self, epochs: 100)                      // the type's default settings
/// ```
public struct PaperSettings: Sendable {
  /// The source of the settings.
  public enum Source: String, Sendable, CaseIterable {
    /// The paper of the model, or the code of its authors.
    case paper
    /// The code of Kipf and Welling (2017): no bias, dropout on the input of both layers, weight decay
    /// on layer 1 only, the window rule on the validation loss (without the weight penalty), and a test
    /// with the weights of the last epoch.
    case kipf
    /// PyTorch Geometric's citation benchmark (Fey and Lenssen 2019): a bias, dropout before layer 2
    /// only, weight decay on all weights, the window rule in the second half of the epochs, and a test
    /// with the weights of the lowest validation loss.
    case pyg
  }

  /// The model with its settings.
  public var model: ModelBlueprint
  /// The learning rate of Adam.
  public var learningRate: Float
  /// The weight decay of Adam, which is equivalent to an L2 penalty with half this factor.
  public var weightDecay: Float
  /// The name prefixes of the weights that ``weightDecay`` applies to, or nil for all weights.
  public var decayingPrefixes: [String]?
  /// The weight decay of all other weights.
  public var otherWeightDecay: Float
  /// The maximum number of epochs.
  public var epochs: Int
  /// The rule that stops training early and decides which weights are kept.
  public var earlyStopping: EarlyStopping
  /// The probability with which each edge is left out of a training step.
  public var edgeDropout: Float
  /// The training nodes and neighbours of each step; by default all of them.
  public var batches = TrainingBatches.full
  /// The order in which training numbers the nodes, or nil to leave them as they are.
  public var nodeOrder: NodeOrder?
  /// Whether steps keep only the inputs of layers (see ``Trainer/recomputesLayers``).
  public var recomputesLayers = false
  /// The number of bytes of memory that the process may use, or nil for no limit.
  public var memoryLimit: Int?
  /// The feature scaling to use if none is given explicitly, or nil to choose one that suits the
  /// features.
  public var featureScaling: FeatureScaling?

  /// Creates settings for a model of any type. The defaults are those that most papers share: Adam with
  /// learning rate 0.01 and weight decay 5e-4, 200 epochs, and the weights of the best epoch on the
  /// validation nodes.
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

  /// Creates settings for a model whose type is not known statically.
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

  /// Creates the settings of a model's paper, or those of
  /// ``init(_:_:learningRate:weightDecay:epochs:earlyStopping:featureScaling:)`` if the library has
  /// none. They depend on the data set only if `data` is Cora, Citeseer or PubMed, recognised by its
  /// sizes; on all other data there are at most 1000 epochs.
  public init<Model: NodeClassifier>(_ model: Model.Type, for data: NodeDataset) {
    self = Self.settings(model, .paper, data) ?? PaperSettings(model, Model.Configuration())
  }

  /// Creates the settings that a source gives for a model, or returns nil if it gives none.
  public init?<Model: NodeClassifier>(_ model: Model.Type, source: Source, for data: NodeDataset) {
    guard let settings = Self.settings(model, source, data) else { return nil }
    self = settings
  }

  /// Returns the settings that a source gives for a model of this library, or nil for other types, even
  /// if they have the same name.
  private static func settings<Model: NodeClassifier>(
    _ model: Model.Type, _ source: Source, _ data: NodeDataset
  ) -> PaperSettings? {
    guard ModelRegistry.standard[Model.name]?.model.type == model else { return nil }
    return settings(Model.name, source, data)
  }

  /// Creates the settings that a source gives for a model of a registry, or returns nil if it gives
  /// none.
  public init?(_ entry: ModelRegistry.Entry, source: Source = .paper, for data: NodeDataset) {
    if let settings = Self.settings(entry.name, source, data) {
      self = settings
    } else if source == .paper {
      self.init(entry.model)
    } else {
      return nil
    }
  }

  /// The name of the model.
  public var name: String { ModelRegistry.standard.name(of: model) }

  /// Returns the sources that give settings for a model.
  public static func sources(of entry: ModelRegistry.Entry, for data: NodeDataset) -> [Source] {
    Source.allCases.filter { PaperSettings(entry, source: $0, for: data) != nil }
  }

  /// Returns the trainer for the run with `seed`.
  ///
  /// - Parameter scaling: the feature scaling, or nil to use ``featureScaling-swift.property`` or, if that
  ///   is nil too, one that suits the features.
  public func trainer(seed: UInt64, featureScaling scaling: FeatureScaling? = nil) -> Trainer {
    let optimizer =
      decayingPrefixes.map { prefixes in
        Adam(
          learningRate: learningRate, weightDecay: otherWeightDecay,
          groups: prefixes.map { ParameterGroup(prefix: $0, weightDecay: weightDecay) })
      } ?? Adam(learningRate: learningRate, weightDecay: weightDecay)
    return Trainer(
      optimizer: optimizer, epochs: epochs, earlyStopping: earlyStopping, edgeDropout: edgeDropout,
      batches: batches, nodeOrder: nodeOrder, recomputesLayers: recomputesLayers, memoryLimit: memoryLimit,
      featureScaling: scaling ?? featureScaling, seed: seed)
  }
}
