public import TensorCore

/// Where a layer stands in a network.
public struct NetworkPlace: Sendable {
  /// The number of columns of its input.
  public let inputSize: Int
  /// The number of columns that it is asked for; of every head, where there are several.
  public let outputSize: Int
  /// Whether its output is the scores.
  public let isLast: Bool
}

/// A convolution of which a ``ConvolutionNetwork`` can be made.
public protocol NetworkConvolution: GraphConvolution {
  /// The settings of a network of this convolution.
  associatedtype NetworkConfiguration: ConvolutionNetworkConfiguration = PlainNetworkConfiguration

  /// The network's name in files, reports and registries. The name of the convolution's type unless it says otherwise.
  static var networkName: String { get }

  /// What follows every layer but the last. ReLU unless the convolution says otherwise.
  static var networkActivation: ElementwiseFunction { get }

  /// How many times its size a hidden layer has columns, as attention heads side by side do. 1 unless the convolution says otherwise.
  static func widening(_ configuration: NetworkConfiguration) -> Int

  /// The settings with all that follows from the data, so that the file of a model carries it. As they are, unless the convolution says
  /// otherwise.
  static func settled(_ configuration: NetworkConfiguration, for data: DatasetSizes) -> NetworkConfiguration

  /// Makes the layer at `place`.
  static func layer(_ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes)
    -> Self
}

extension NetworkConvolution {
  /// The name of the type.
  public static var networkName: String { "\(Self.self)" }
  /// ReLU.
  public static var networkActivation: ElementwiseFunction { .relu }
  /// 1.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { 1 }
  /// As they are.
  public static func settled(_ configuration: NetworkConfiguration, for data: DatasetSizes)
    -> NetworkConfiguration
  {
    configuration
  }
}
