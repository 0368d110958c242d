// SPDX-License-Identifier: Apache-2.0

/// A network of principal neighbourhood aggregations (Corso et al. 2020).
///
/// Edge weights are ignored: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias PNANetwork = ConvolutionNetwork<PNAConv>

extension PNAConv: NetworkConvolution {
  /// The settings of a ``PNANetwork``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The mean of log(degree + 1) over the nodes of the training graph, or nil to compute it from the
    /// data for which a model is created.
    public var meanLogDegree: Float? = nil
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
      meanLogDegree: Float? = nil, connections: LayerConnections = .plain,
      normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.meanLogDegree = meanLogDegree
      self.connections = connections
      self.normalization = normalization
    }

    public var problem: String? { networkProblem ?? outside("meanLogDegree", meanLogDegree ?? 0, 0...100) }
  }

  /// The model's name, `pna`.
  public static var networkName: String { "pna" }

  /// Returns the settings with `meanLogDegree` computed from the graph if it is nil, so that the model's
  /// file contains it.
  public static func settled(_ configuration: NetworkConfiguration, for data: DatasetSizes)
    -> NetworkConfiguration
  {
    var settled = configuration
    settled.meanLogDegree = configuration.meanLogDegree ?? data.graph.map { meanLogDegree(of: $0) }
    return settled
  }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    PNAConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      meanLogDegree: configuration.meanLogDegree ?? 1)
  }
}
