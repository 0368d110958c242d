/// GraphSAGE on whole graphs, with the mean, the sum or the largest of the neighbours (Hamilton, Ying and Leskovec 2017).
public typealias GraphSAGE = ConvolutionNetwork<SAGEConv>

extension SAGEConv: NetworkConvolution {
  /// How neighbours are aggregated.
  public enum NetworkAggregation: String, Codable, Sendable, CaseIterable {
    /// Their mean, sum or largest.
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
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// How neighbours are aggregated.
    public var aggregation: NetworkAggregation = NetworkAggregation.mean
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
    ///   - hiddenSize: the size of every hidden layer; for sizes that differ set ``hiddenSizes``.
    ///   - layers: the number of layers, the last one included.
    ///   - inputDropout: nil: as `dropout`.
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

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { networkProblem }
  }

  /// `sage`
  public static var networkName: String { "sage" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SAGEConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      aggregation: configuration.aggregation.aggregation, hasBias: configuration.hasBias)
  }
}
