/// The networks of Huang and Yang (2021) without attention: UniGCN, UniSAGE and UniGIN.
public typealias UniGNN = ConvolutionNetwork<UniGNNConv>

extension UniGNNConv: NetworkConvolution {
  /// The settings of a ``UniGNN``; the defaults are those of Yadati et al. (2019).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration, HypergraphConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.0
    /// How nodes hear hyperedges.
    public var kind: Kind = Kind.convolution
    /// Whether every node first gets a hyperedge of its own.
    public var addsSelfLoops = false
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
    public init(
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float = 0.0,
      kind: Kind = Kind.convolution, addsSelfLoops: Bool = false, hasBias: Bool = true,
      connections: LayerConnections = .plain, normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
      self.kind = kind
      self.addsSelfLoops = addsSelfLoops
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { networkProblem }
  }

  /// `unigcn`
  public static var networkName: String { "unigcn" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    UniGNNConv(
      configuration.kind, inputSize: place.inputSize, outputSize: place.outputSize,
      addsSelfLoops: configuration.addsSelfLoops, hasBias: configuration.hasBias)
  }
}
