/// The topology adaptive network of Du et al. (2017).
public typealias TAGCN = ConvolutionNetwork<TAGConv>

extension TAGConv: NetworkConvolution {
  /// The settings of a ``TAGCN``; three hops are those of Du et al. (2017).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// How far a layer sees.
    public var hops = 3
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
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil, hops: Int = 3,
      hasBias: Bool = true, connections: LayerConnections = .plain, normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hops = hops
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { networkProblem ?? outside("hops", hops, 0...10_000) }
  }

  /// `tag`
  public static var networkName: String { "tag" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    TAGConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hops: configuration.hops,
      hasBias: configuration.hasBias)
  }
}
