// SPDX-License-Identifier: Apache-2.0

/// The graph convolutional network of Kipf and Welling (2017).
///
/// Parameter names: `conv1.lin.weight`, `conv1.bias`, `conv2...`.
public typealias GCN = ConvolutionNetwork<GCNConv>

extension GCNConv: NetworkConvolution {
  /// The settings of a ``GCN``. The defaults are those of Kipf and Welling (2017), whose code has no
  /// bias.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// Whether the layers have a bias.
    public var hasBias = false
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
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
      hasBias: Bool = false, connections: LayerConnections = .plain, normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    public var problem: String? { networkProblem }
  }

  /// The model's name, `gcn`.
  public static var networkName: String { "gcn" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    GCNConv(inputSize: place.inputSize, outputSize: place.outputSize, hasBias: configuration.hasBias)
  }
}
