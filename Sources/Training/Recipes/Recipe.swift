internal import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

/// The settings of a published experiment: model, optimiser, epochs and stopping rule.
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

  /// The model; its sizes in features and classes come from the data.
  public var model: ModelArchitecture
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

  /// Settings that most papers share; each changes what it does otherwise.
  init(_ model: ModelArchitecture, learningRate: Float = 0.01, weightDecay: Float = 5e-4, epochs: Int = 200) {
    self.model = model
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.epochs = epochs
    decayingPrefixes = nil
    otherWeightDecay = 0
    earlyStopping = .never
    edgeDropout = 0
    featureScaling = nil
  }

  /// The settings of a model by its name; nil where the name, or the source for this model, is unknown.
  public init?(model name: String, source: Source = .paper, for data: NodeDataset) {
    guard let family = ModelFamily(named: name) else { return nil }
    switch source {
    case .paper: self = .paper(family, data)
    case .kipf:
      guard let recipe = Recipe.kipf(family, data) else { return nil }
      self = recipe
    case .pyg:
      guard let recipe = Recipe.pyg(family, data) else { return nil }
      self = recipe
    }
    for setting in family.settings.keys where setting.followsFromData {
      model.settings[setting] = setting.value(in: data)
    }
  }

  /// The sources of a model's settings; none for an unknown name.
  public static func sources(of name: String, for data: NodeDataset) -> [Source] {
    Source.allCases.filter { Recipe(model: name, source: $0, for: data) != nil }
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

extension ModelSetting {
  /// The value of a setting that follows from the data.
  fileprivate func value(in data: NodeDataset) -> Float {
    self == .nodes ? Float(data.nodeCount) : PNAConv.meanLogDegree(of: data.graph)
  }
}
