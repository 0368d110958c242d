// SPDX-License-Identifier: Apache-2.0

/// The topology adaptive graph convolutional network of Du et al. (2017).
public typealias TAGCN = ConvolutionNetwork<TAGConv>

extension TAGConv: NetworkConvolution {
  /// The settings of a ``TAGCN``. The default number of hops, 3, is that of Du et al. (2017).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// K, the number of hops that a layer reaches.
    public var hops = 3
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
    ///   - hiddenSize: the size of every hidden layer. For layers of different sizes, set
    ///     ``hiddenSizes``.
    ///   - layers: the number of layers, including the output layer.
    ///   - inputDropout: the dropout rate on the input features, or nil to use `dropout`.
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

    public var problem: String? { networkProblem ?? outside("hops", hops, 0...10_000) }
  }

  /// The model's name, `tag`.
  public static var networkName: String { "tag" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    TAGConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hops: configuration.hops,
      hasBias: configuration.hasBias)
  }
}
