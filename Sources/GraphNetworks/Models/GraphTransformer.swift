// SPDX-License-Identifier: Apache-2.0

/// A network of Transformer attention between neighbours (Shi et al. 2021).
///
/// Edge weights are ignored: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GraphTransformer = ConvolutionNetwork<TransformerConv>

extension TransformerConv: NetworkConvolution {
  /// The settings of a ``GraphTransformer``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The number of attention heads of each hidden layer.
    public var heads = 2
    /// The number of attention heads of the output layer. Their outputs are averaged.
    public var outputHeads = 1
    /// The size per head of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The dropout rate on the attention weights.
    public var attentionDropout: Float = 0.3
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

    public var problem: String? {
      networkProblem ?? outside("heads", heads, 1...65_536) ?? outside("outputHeads", outputHeads, 1...65_536)
        ?? outside("attentionDropout", attentionDropout, 0...1)
    }
  }

  /// The model's name, `transformer`.
  public static var networkName: String { "transformer" }

  /// Returns the number of attention heads, whose outputs are concatenated.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    TransformerConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      heads: place.isLast ? configuration.outputHeads : configuration.heads, concatenatesHeads: !place.isLast,
      attentionDropout: configuration.attentionDropout, hasBias: configuration.hasBias)
  }
}
