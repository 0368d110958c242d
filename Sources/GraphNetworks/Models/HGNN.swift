/// The hypergraph network of Feng et al. (2019), and that of Gao et al. (2022), HGNN+.
public typealias HGNN = ConvolutionNetwork<HGNNConv>

extension HGNNConv: NetworkConvolution {
  /// How nodes and hyperedges are normalised.
  public enum NetworkForm: String, Codable, Sendable, CaseIterable {
    /// Symmetrically, as in HGNN.
    case symmetric
    /// By means both ways, as in HGNN+.
    case means
  }

  /// The settings of an ``HGNN``; the defaults are those of Yadati et al. (2019).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration, HypergraphConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.0
    /// How nodes and hyperedges are normalised.
    public var form: NetworkForm = NetworkForm.symmetric
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
      form: NetworkForm = NetworkForm.symmetric, addsSelfLoops: Bool = false, hasBias: Bool = true,
      connections: LayerConnections = .plain, normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
      self.form = form
      self.addsSelfLoops = addsSelfLoops
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { networkProblem }
  }

  /// `hgnn`
  public static var networkName: String { "hgnn" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    HGNNConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      form: configuration.form == .symmetric ? .symmetric : .means,
      addsSelfLoops: configuration.addsSelfLoops, hasBias: configuration.hasBias)
  }
}
