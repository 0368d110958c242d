/// The hypergraph network with neurons for hyperedges of Dong, Sawin and Bengio (2020).
public typealias HNHN = ConvolutionNetwork<HNHNConv>

extension HNHNConv: NetworkConvolution {
  /// The settings of an ``HNHN``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration, HypergraphConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [64]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.0
    /// Whether every node first gets a hyperedge of its own.
    public var addsSelfLoops = false
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
      hiddenSize: Int = 64, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float = 0.0,
      addsSelfLoops: Bool = false, connections: LayerConnections = .plain,
      normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
      self.addsSelfLoops = addsSelfLoops
      self.connections = connections
      self.normalization = normalization
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { networkProblem }
  }

  /// `hnhn`
  public static var networkName: String { "hnhn" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    HNHNConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      hyperedgeSize: place.isLast ? configuration.hiddenSizes.last ?? place.outputSize : place.outputSize,
      addsSelfLoops: configuration.addsSelfLoops)
  }
}
