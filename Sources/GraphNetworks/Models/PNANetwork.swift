/// The network of principal neighbourhood aggregations of Corso et al. (2020).
///
/// The weights of the edges play no part: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias PNANetwork = ConvolutionNetwork<PNAConv>

extension PNAConv: NetworkConvolution {
  /// The settings of a ``PNANetwork``.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// The mean of log(degree + 1) over the nodes of the training graph; nil: that of the data for which a model is made.
    public var meanLogDegree: Float? = nil
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

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { networkProblem ?? outside("meanLogDegree", meanLogDegree ?? 0, 0...100) }
  }

  /// `pna`
  public static var networkName: String { "pna" }

  /// With the mean of the graph where none was given, so that the file of a model carries it.
  public static func settled(_ configuration: NetworkConfiguration, for data: DatasetSizes)
    -> NetworkConfiguration
  {
    var settled = configuration
    settled.meanLogDegree = configuration.meanLogDegree ?? data.graph.map { meanLogDegree(of: $0) }
    return settled
  }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    PNAConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      meanLogDegree: configuration.meanLogDegree ?? 1)
  }
}
