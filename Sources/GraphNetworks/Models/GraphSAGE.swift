// SPDX-License-Identifier: Apache-2.0

/// GraphSAGE on whole graphs, aggregating neighbours by the mean, the sum or the maximum (Hamilton, Ying
/// and Leskovec 2017).
public typealias GraphSAGE = ConvolutionNetwork<SAGEConv>

extension SAGEConv: NetworkConvolution {
  /// The function that aggregates the neighbours.
  public enum NetworkAggregation: String, Codable, Sendable, CaseIterable {
    /// The mean, the sum or the elementwise maximum of the neighbours.
    case mean, sum, maximum

    var aggregation: Aggregation {
      switch self {
      case .mean: .mean
      case .sum: .sum
      case .maximum: .maximum
      }
    }
  }

  /// The settings of a ``GraphSAGE``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The function that aggregates the neighbours.
    public var aggregation: NetworkAggregation = NetworkAggregation.mean
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
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
      aggregation: NetworkAggregation = NetworkAggregation.mean, hasBias: Bool = true,
      connections: LayerConnections = .plain, normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.aggregation = aggregation
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    public var problem: String? { networkProblem }
  }

  /// The model's name, `sage`.
  public static var networkName: String { "sage" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SAGEConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      aggregation: configuration.aggregation.aggregation, hasBias: configuration.hasBias)
  }
}
