// SPDX-License-Identifier: Apache-2.0

/// The HyperGCN of Yadati et al. (2019), which approximates the hypergraph by a new graph in every layer
/// and every pass.
public typealias HyperGCN = ConvolutionNetwork<HyperGCNConv>

extension HyperGCNConv: NetworkConvolution {
  /// The settings of a ``HyperGCN``. The defaults are those of Yadati et al. (2019).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.0
    /// Whether the other nodes of a hyperedge (mediators) are connected to the two nodes that are
    /// farthest apart.
    public var hasMediators = true
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

    public var problem: String? { networkProblem }
  }

  /// The model's name, `hypergcn`.
  public static var networkName: String { "hypergcn" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    HyperGCNConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hasMediators: configuration.hasMediators)
  }
}
