/// A network of attention as in the Transformer between neighbours (Shi et al. 2021).
///
/// The weights of the edges play no part: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GraphTransformer = ConvolutionNetwork<TransformerConv>

extension TransformerConv: NetworkConvolution {
  /// The settings of a ``GraphTransformer``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The number of attention heads of hidden layers.
    public var heads = 2
    /// The number of attention heads of the last layer, whose outputs are averaged.
    public var outputHeads = 1
    /// The size of a head in each hidden layer, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// The dropout rate on attention weights.
    public var attentionDropout: Float = 0.3
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
    ///   - hiddenSize: the size of every head of every hidden layer.
    ///   - layers: the number of layers, the last one included.
    ///   - inputDropout: nil: as `dropout`.
    public init(
      heads: Int = 2, outputHeads: Int = 1, hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5,
      inputDropout: Float? = nil, attentionDropout: Float = 0.3, hasBias: Bool = true,
      connections: LayerConnections = .plain, normalization: LayerNormalization = .none
    ) {
      self.heads = heads
      self.outputHeads = outputHeads
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.attentionDropout = attentionDropout
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      networkProblem ?? outside("heads", heads, 1...65_536) ?? outside("outputHeads", outputHeads, 1...65_536)
        ?? outside("attentionDropout", attentionDropout, 0...1)
    }
  }

  /// `transformer`
  public static var networkName: String { "transformer" }

  /// One column a head.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    TransformerConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      heads: place.isLast ? configuration.outputHeads : configuration.heads, concatenatesHeads: !place.isLast,
      attentionDropout: configuration.attentionDropout, hasBias: configuration.hasBias)
  }
}
