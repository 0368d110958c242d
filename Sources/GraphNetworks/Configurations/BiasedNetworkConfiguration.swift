/// The settings of a network of convolutions that have no others than a bias.
public struct BiasedNetworkConfiguration: ConvolutionNetworkConfiguration {
  /// The sizes of the hidden layers, from the first to the last; there is one layer more.
  public var hiddenSizes = [16]
  /// The dropout rate on the input of every layer but the first.
  public var dropout: Float = 0.5
  /// The dropout rate on the features.
  public var inputDropout: Float = 0.5
  /// Whether layers have a bias.
  public var hasBias = true
  /// How the layers are connected.
  public var connections = LayerConnections.plain
  /// What is done to rows between the layers.
  public var normalization = LayerNormalization.none

  /// The default settings.
  public init() {}

  /// Settings that differ from the defaults.
  ///
  /// - Parameters:
  ///   - hiddenSize: the size of every hidden layer; for sizes that differ set ``hiddenSizes``.
  ///   - layers: the number of layers, the last one included.
  ///   - inputDropout: nil: as `dropout`.
  public init(
    hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
    hasBias: Bool = true, connections: LayerConnections = .plain, normalization: LayerNormalization = .none
  ) {
    hiddenSizes = .equal(hiddenSize, count: layers - 1)
    self.dropout = dropout
    self.inputDropout = inputDropout ?? dropout
    self.hasBias = hasBias
    self.connections = connections
    self.normalization = normalization
  }

  /// What is wrong with the settings; nil where nothing is.
  public var problem: String? { networkProblem }
}
