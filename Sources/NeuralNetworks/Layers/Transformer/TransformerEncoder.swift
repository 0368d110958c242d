// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A layer of a Transformer encoder (Vaswani et al. 2017, section 3.1): self-attention and two linear
/// layers. The output of each of these two parts is added to its input and normalised.
///
/// Shape: `[batch, steps, size]`. Parameter names are those of PyTorch: `self_attn...`, `linear1`,
/// `linear2`, `norm1`, `norm2`.
public struct TransformerEncoderLayer: Module {
  /// The attention between the steps.
  public var selfAttention: MultiHeadAttention
  /// The two linear layers.
  public var feedForward: TransformerFeedForward
  /// The normalisation of the attention part.
  public var attentionNorm: LayerNorm
  /// The normalisation of the linear layers.
  public var feedForwardNorm: LayerNorm
  let connection: TransformerConnection

  /// Creates the layer. Projections of the attention are initialised as in ``MultiHeadAttention``,
  /// linear layers uniformly in `±1 / sqrt(inputs)`.
  public init(_ settings: TransformerSettings) {
    selfAttention = MultiHeadAttention(
      size: settings.size, heads: settings.heads, dropout: settings.dropout)
    feedForward = TransformerFeedForward(settings)
    attentionNorm = LayerNorm(size: settings.size)
    feedForwardNorm = LayerNorm(size: settings.size)
    connection = TransformerConnection(settings)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("self_attn", &selfAttention)
    feedForward.visitParameters(visitor)
    visitor("norm1", &attentionNorm)
    visitor("norm2", &feedForwardNorm)
  }

  /// Returns the output of the layer, `[batch, steps, size]`.
  public func callAsFunction(_ input: Variable, mask: AttentionMask = .none, _ context: ForwardContext)
    -> Variable
  {
    let attended = connection(input, attentionNorm, context) { selfAttention($0, mask: mask, context) }
    return connection(attended, feedForwardNorm, context) { feedForward($0, context) }
  }
}

/// A Transformer encoder. Parameter names: `layers.0...`, and `norm` if normalisation comes first.
public struct TransformerEncoder: Module {
  /// The layers.
  public var layers: [TransformerEncoderLayer]
  /// The last normalisation; nil unless normalisation comes first.
  public var norm: LayerNorm?

  /// Creates an encoder with the given number of layers, initialised as in ``TransformerEncoderLayer``.
  public init(_ settings: TransformerSettings, layers: Int) {
    self.layers = (0..<layers).map { _ in TransformerEncoderLayer(settings) }
    norm = settings.normalizesFirst ? LayerNorm(size: settings.size) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("layers", &layers)
    visitor("norm", &norm)
  }

  /// Returns the output of the last layer, `[batch, steps, size]`.
  public func callAsFunction(_ input: Variable, mask: AttentionMask = .none, _ context: ForwardContext)
    -> Variable
  {
    let output = layers.reduce(input) { $1($0, mask: mask, context) }
    return norm.map { $0(output, context) } ?? output
  }
}
