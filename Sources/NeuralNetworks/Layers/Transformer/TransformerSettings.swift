// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// The settings shared by all layers of a Transformer.
public struct TransformerSettings: Sendable, Hashable {
  /// The number of features.
  public var size: Int
  /// The number of attention heads.
  public var heads: Int
  /// The number of hidden units between the two linear layers.
  public var hiddenSize: Int
  /// The dropout rate of attention weights, of hidden units and of the output of each part before it is
  /// added.
  public var dropout: Float
  /// Whether normalisation comes before the attention and the linear layers (Xiong et al. 2020) instead
  /// of after them.
  public var normalizesFirst: Bool
  /// The activation function of the hidden units.
  public var activation: Activation

  /// The activation functions of hidden units.
  public enum Activation: Sendable, Hashable {
    case relu, gelu

    var function: ElementwiseFunction { self == .relu ? .relu : .gelu }
  }

  /// Creates the settings. With the defaults, dropout is 0.1, normalisation comes last and the
  /// activation is ReLU.
  public init(
    size: Int, heads: Int, hiddenSize: Int, dropout: Float = 0.1, normalizesFirst: Bool = false,
    activation: Activation = .relu
  ) {
    self.size = size
    self.heads = heads
    self.hiddenSize = hiddenSize
    self.dropout = dropout
    self.normalizesFirst = normalizesFirst
    self.activation = activation
  }
}
