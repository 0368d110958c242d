// SPDX-License-Identifier: Apache-2.0

/// A network of hypergraph convolutions (Bai, Zhang and Torr 2021).
public typealias HypergraphConvolutionNetwork = ConvolutionNetwork<HypergraphConv>

extension HypergraphConv: NetworkConvolution {
  /// The settings of a ``HypergraphConvolutionNetwork``. The defaults are those of Yadati et al. (2019).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration, HypergraphConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.0
    /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
    public var addsSelfLoops = false
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
    public init(
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float = 0.0,
      addsSelfLoops: Bool = false, hasBias: Bool = true, connections: LayerConnections = .plain,
      normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
      self.addsSelfLoops = addsSelfLoops
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    public var problem: String? { networkProblem }
  }

  /// The model's name, `hypergraph`.
  public static var networkName: String { "hypergraph" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    HypergraphConv(
      inputSize: place.inputSize, outputSize: place.outputSize, addsSelfLoops: configuration.addsSelfLoops,
      hasBias: configuration.hasBias)
  }
}
