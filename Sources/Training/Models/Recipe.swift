internal import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

/// The settings of a published experiment: model, optimiser, epochs and stopping rule.
public struct Recipe: Sendable {
  /// Whose settings are meant.
  public enum Source: String, Sendable, CaseIterable {
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
  /// Whether only the first layer's weights decay.
  public var decaysFirstLayerOnly: Bool
  /// The largest number of epochs.
  public var epochs: Int
  /// When to stop before.
  public var earlyStopping: EarlyStopping

  /// The settings of a model by its name; nil where it is unknown.
  public init?(model name: String, source: Source = .kipf, for data: NodeDataset) {
    guard ModelArchitecture.modelNames.contains(name) else { return nil }
    let isKipf = source == .kipf
    model = ModelArchitecture(
      name: name, featureCount: data.features.featureCount, hidden: [16], classCount: data.classCount,
      dropout: 0.5,
      inputDropout: isKipf || name == "mlp" ? 0.5 : 0, hasBias: !isKipf)
    learningRate = 0.01
    weightDecay = 5e-4
    decaysFirstLayerOnly = isKipf
    epochs = 200
    earlyStopping =
      isKipf ? .kipf : EarlyStopping(.windowMean(window: 10, start: epochs / 2), keeping: .lowestLoss)
  }

  /// The trainer of the run with `seed`.
  public func trainer(seed: UInt64) -> Trainer {
    let firstLayer = model.name == "mlp" ? "lin1." : "conv1."
    let optimizer =
      decaysFirstLayerOnly
      ? Adam(
        learningRate: learningRate, groups: [ParameterGroup(prefix: firstLayer, weightDecay: weightDecay)])
      : Adam(learningRate: learningRate, weightDecay: weightDecay)
    return Trainer(optimizer: optimizer, epochs: epochs, earlyStopping: earlyStopping, seed: seed)
  }
}
