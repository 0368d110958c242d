// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// The position of a layer in a network.
public struct NetworkPlace: Sendable {
  /// The number of input columns.
  public let inputSize: Int
  /// The number of output columns, per head if the layer has several heads.
  public let outputSize: Int
  /// Whether this is the last layer, whose output is the scores.
  public let isLast: Bool
}

/// A convolution that a ``ConvolutionNetwork`` can be built from.
public protocol NetworkConvolution: GraphConvolution {
  /// The type of the settings of a network of this convolution.
  associatedtype NetworkConfiguration: ConvolutionNetworkConfiguration = PlainNetworkConfiguration

  /// The name of the network in files, reports and registries. By default, the name of the convolution's
  /// type.
  static var networkName: String { get }

  /// The activation function after each layer except the last. ReLU by default.
  static var networkActivation: ElementwiseFunction { get }

  /// Returns the factor by which the output of a hidden layer is wider than the configured size, such as
  /// the number of attention heads that are concatenated. 1 by default.
  static func widening(_ configuration: NetworkConfiguration) -> Int

  /// Returns the settings, completed with all values that are derived from the data, so that a model
  /// file contains them. By default, the settings are returned unchanged.
  static func settled(_ configuration: NetworkConfiguration, for data: DatasetSizes) -> NetworkConfiguration

  /// Creates the layer at `place`.
  static func layer(_ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes)
    -> Self
}

extension NetworkConvolution {
  /// The default: the name of the type.
  public static var networkName: String { "\(Self.self)" }
  /// The default: ReLU.
  public static var networkActivation: ElementwiseFunction { .relu }
  /// Returns 1.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { 1 }
  /// Returns the settings unchanged.
  public static func settled(_ configuration: NetworkConfiguration, for data: DatasetSizes)
    -> NetworkConfiguration
  {
    configuration
  }
}
