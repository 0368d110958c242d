public import NeuralNetworks
internal import TensorCore

/// The graph isomorphism network of Xu et al. (2019): every layer's network is two linear layers with ReLU between them.
public typealias GIN = ConvolutionNetwork<GINConv<Sequential>>

/// The settings of a ``GIN``.
public struct GINConfiguration: ConvolutionNetworkConfiguration {
  /// The sizes of the hidden layers, from the first to the last; there is one layer more.
  public var hiddenSizes = [64]
  /// The dropout rate on the input of every layer but the first.
  public var dropout: Float = 0.5
  /// The dropout rate on the features.
  public var inputDropout: Float = 0.5
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
    hiddenSize: Int = 64, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
    connections: LayerConnections = .plain, normalization: LayerNormalization = .none
  ) {
    hiddenSizes = .equal(hiddenSize, count: layers - 1)
    self.dropout = dropout
    self.inputDropout = inputDropout ?? dropout
    self.connections = connections
    self.normalization = normalization
  }

  /// What is wrong with the settings; nil where nothing is.
  public var problem: String? { networkProblem }
}

extension GINConv: NetworkConvolution where Network == Sequential {
  /// `gin`
  public static var networkName: String { "gin" }

  /// A layer of a network.
  public static func layer(_ place: NetworkPlace, _ configuration: GINConfiguration, for data: DatasetSizes)
    -> Self
  {
    let width = place.isLast ? configuration.hiddenSizes.last ?? place.outputSize : place.outputSize
    return GINConv(
      Sequential(
        Linear(inputSize: place.inputSize, outputSize: width), Activation(.relu),
        Linear(inputSize: width, outputSize: place.outputSize)))
  }
}
