internal import TensorCore

/// What the layers of a Transformer have in common.
public struct TransformerSettings: Sendable, Hashable {
  /// The number of features.
  public var size: Int
  /// The number of heads.
  public var heads: Int
  /// The units between the two linear layers.
  public var hiddenSize: Int
  /// Dropout on shares, hidden units and what is added to a layer's input.
  public var dropout: Float
  /// Whether normalisation comes before attention and linear layers (Xiong et al. 2020), not after them.
  public var normalizesFirst: Bool
  /// The hidden units' function.
  public var activation: Activation

  /// The functions of hidden units.
  public enum Activation: Sendable, Hashable {
    case relu, gelu

    var function: ElementwiseFunction { self == .relu ? .relu : .gelu }
  }

  /// Creates the settings.
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
