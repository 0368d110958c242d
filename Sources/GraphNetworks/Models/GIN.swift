// SPDX-License-Identifier: Apache-2.0

public import NeuralNetworks
internal import TensorCore

/// The graph isomorphism network of Xu et al. (2019). The network in each layer consists of two linear
/// layers with ReLU between them.
public typealias GIN = ConvolutionNetwork<GINConv<Sequential>>

/// The settings of a ``GIN``.
public struct GINConfiguration: ConvolutionNetworkConfiguration {
  /// The size of each hidden layer, from first to last; an output layer follows.
  public var hiddenSizes = [64]
  /// The dropout rate on the input of every layer except the first.
  public var dropout: Float = 0.5
  /// The dropout rate on the input features.
  public var inputDropout: Float = 0.5
  /// The connections between the layers.
  public var connections = LayerConnections.plain
  /// The normalisation between the layers.
  public var normalization = LayerNormalization.none

  public init() {}

  /// Creates settings; parameters that are left out have their default values.
  ///
  /// - Parameters:
  ///   - hiddenSize: the size of every hidden layer. For layers of different sizes, set ``hiddenSizes``.
  ///   - layers: the number of layers, including the output layer.
  ///   - inputDropout: the dropout rate on the input features, or nil to use `dropout`.
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

  public var problem: String? { networkProblem }
}

extension GINConv: NetworkConvolution where Network == Sequential {
  /// The model's name, `gin`.
  public static var networkName: String { "gin" }

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
