/// The network of Yadati et al. (2019), whose graph is found anew in every layer and pass.
public typealias HyperGCN = ConvolutionNetwork<HyperGCNConv>

extension HyperGCNConv: NetworkConvolution {
  /// The settings of a ``HyperGCN``; the defaults are those of Yadati et al. (2019).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.0
    /// Whether the other nodes of a hyperedge are joined to the two farthest apart.
    public var hasMediators = true
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
    public init(
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float = 0.0,
      hasMediators: Bool = true, connections: LayerConnections = .plain,
      normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
      self.hasMediators = hasMediators
      self.connections = connections
      self.normalization = normalization
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { networkProblem }
  }

  /// `hypergcn`
  public static var networkName: String { "hypergcn" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    HyperGCNConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hasMediators: configuration.hasMediators)
  }
}
