internal import TensorCore

/// The network of ARMA filters of Bianchi et al. (2021).
public typealias ARMANetwork = ConvolutionNetwork<ARMAConv>

extension ARMAConv: NetworkConvolution {
  /// The settings of an ``ARMANetwork``; the defaults are those of Fey and Lenssen (2019) for Bianchi et al. (2021).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// The number of parallel stacks.
    public var stacks = 2
    /// The number of steps of each stack, at least 1.
    public var hops = 1
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
      stacks: Int = 2, hops: Int = 1, hasBias: Bool = true, connections: LayerConnections = .plain,
      normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.stacks = stacks
      self.hops = hops
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      networkProblem ?? outside("stacks", stacks, 1...1024) ?? outside("hops", hops, 0...10_000)
    }
  }

  /// `arma`
  public static var networkName: String { "arma" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    ARMAConv(
      inputSize: place.inputSize, outputSize: place.outputSize, stacks: configuration.stacks,
      layers: max(1, configuration.hops), sharesWeights: true,
      activation: place.isLast ? nil : .relu, skipDropout: 0.75, hasBias: configuration.hasBias)
  }
}
