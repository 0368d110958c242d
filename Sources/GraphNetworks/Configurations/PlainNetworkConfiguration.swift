// SPDX-License-Identifier: Apache-2.0

/// The settings of a network whose convolutions have no special settings.
public struct PlainNetworkConfiguration: ConvolutionNetworkConfiguration {
  /// The size of each hidden layer, from first to last; an output layer follows.
  public var hiddenSizes = [16]
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
    hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
    connections: LayerConnections = .plain, normalization: LayerNormalization = .none
  ) {
    hiddenSizes = .equal(hiddenSize, count: layers - 1)
    self.dropout = dropout
    self.inputDropout = inputDropout ?? dropout
    self.connections = connections
    self.normalization = normalization
  }

  /// Creates settings for hidden layers of different sizes.
  ///
  /// - Parameters:
  ///   - hiddenSizes: the size of each hidden layer, from first to last; an output layer follows.
  ///   - inputDropout: the dropout rate on the input features, or nil to use `dropout`.
  public init(
    hiddenSizes: [Int], dropout: Float = 0.5, inputDropout: Float? = nil,
    connections: LayerConnections = .plain, normalization: LayerNormalization = .none
  ) {
    self.init(
      dropout: dropout, inputDropout: inputDropout, connections: connections, normalization: normalization)
    self.hiddenSizes = hiddenSizes
  }

  public var problem: String? { networkProblem }
}
