// SPDX-License-Identifier: Apache-2.0

/// The settings of a ``GAT`` or a ``GATv2``. The defaults are those of Velickovic et al. (2018).
public struct AttentionNetworkConfiguration: ConvolutionNetworkConfiguration {
  /// The number of attention heads of each hidden layer.
  public var heads = 8
  /// The number of attention heads of the output layer. Their outputs are averaged.
  public var outputHeads = 1
  /// The size per head of each hidden layer, from first to last; an output layer follows.
  public var hiddenSizes = [8]
  /// The dropout rate on the input of every layer except the first.
  public var dropout: Float = 0.6
  /// The dropout rate on the input features.
  public var inputDropout: Float = 0.6
  /// The dropout rate on the attention weights.
  public var attentionDropout: Float = 0.6
  /// Whether the layers have a bias.
  public var hasBias = true
  /// The connections between the layers.
  public var connections = LayerConnections.plain
  /// The normalisation between the layers.
  public var normalization = LayerNormalization.none

  public init() {}

  /// Creates settings; parameters that are left out have their default values.
  ///
  /// - Parameters:
  ///   - hiddenSize: the size per head of every hidden layer. For layers of different sizes, set
  ///     ``hiddenSizes``.
  ///   - layers: the number of layers, including the output layer.
  ///   - inputDropout: the dropout rate on the input features, or nil to use `dropout`.
  public init(
    heads: Int = 8, outputHeads: Int = 1, hiddenSize: Int = 8, layers: Int = 2, dropout: Float = 0.6,
    inputDropout: Float? = nil, attentionDropout: Float = 0.6, hasBias: Bool = true,
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

  public var problem: String? {
    networkProblem ?? outside("heads", heads, 1...65_536) ?? outside("outputHeads", outputHeads, 1...65_536)
      ?? outside("attentionDropout", attentionDropout, 0...1)
  }
}
