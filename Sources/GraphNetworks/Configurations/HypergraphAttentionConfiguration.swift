/// The settings of a ``HypergraphAttentionNetwork`` or a ``UniGAT``; the defaults are those of Huang and Yang (2021).
public struct HypergraphAttentionConfiguration: ConvolutionNetworkConfiguration, HypergraphConfiguration {
  /// The number of attention heads of hidden layers.
  public var heads = 8
  /// The number of attention heads of the last layer, whose outputs are averaged.
  public var outputHeads = 1
  /// The size of a head in each hidden layer, from the first to the last; there is one layer more.
  public var hiddenSizes = [8]
  /// The dropout rate on the input of every layer but the first.
  public var dropout: Float = 0.6
  /// The dropout rate on the features.
  public var inputDropout: Float = 0.6
  /// The dropout rate on attention weights.
  public var attentionDropout: Float = 0.6
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
  ///   - hiddenSize: the size of every head of every hidden layer.
  ///   - layers: the number of layers, the last one included.
  ///   - inputDropout: nil: as `dropout`.
  public init(
    heads: Int = 8, outputHeads: Int = 1, hiddenSize: Int = 8, layers: Int = 2, dropout: Float = 0.6,
    inputDropout: Float? = nil, attentionDropout: Float = 0.6, addsSelfLoops: Bool = false,
    hasBias: Bool = true, connections: LayerConnections = .plain, normalization: LayerNormalization = .none
  ) {
    self.heads = heads
    self.outputHeads = outputHeads
    hiddenSizes = .equal(hiddenSize, count: layers - 1)
    self.dropout = dropout
    self.inputDropout = inputDropout ?? dropout
    self.attentionDropout = attentionDropout
    self.addsSelfLoops = addsSelfLoops
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
