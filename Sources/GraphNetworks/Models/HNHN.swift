// SPDX-License-Identifier: Apache-2.0

/// HNHN, a hypergraph network with neurons for hyperedges (Dong, Sawin and Bengio 2020).
public typealias HNHN = ConvolutionNetwork<HNHNConv>

extension HNHNConv: NetworkConvolution {
  /// The settings of an ``HNHN``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration, HypergraphConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [64]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.0
    /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
    public var addsSelfLoops = false
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

    public var problem: String? { networkProblem }
  }

  /// The model's name, `hnhn`.
  public static var networkName: String { "hnhn" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    HNHNConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      hyperedgeSize: place.isLast ? configuration.hiddenSizes.last ?? place.outputSize : place.outputSize,
      addsSelfLoops: configuration.addsSelfLoops)
  }
}
