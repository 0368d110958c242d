/// The network of mixed powers of the adjacency of Abu-El-Haija et al. (2019): powers 0, 1 and 2 in hidden layers, 2 in the last.
public typealias MixHop = ConvolutionNetwork<MixHopConv>

extension MixHopConv: NetworkConvolution {
  /// The settings of a ``MixHop``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
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

  /// `mixhop`
  public static var networkName: String { "mixhop" }

  /// One column a power.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { 3 }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    MixHopConv(
      inputSize: place.inputSize, outputSize: place.outputSize, powers: place.isLast ? [2] : [0, 1, 2],
      hasBias: configuration.hasBias)
  }
}
