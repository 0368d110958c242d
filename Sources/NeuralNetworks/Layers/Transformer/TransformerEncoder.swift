public import Autograd
internal import TensorCore

/// A layer of a Transformer's encoder (Vaswani et al. 2017, section 3.1): self-attention and two linear layers, each added to its
/// input and normalised.
///
/// Shape: `[batch, steps, size]`. Names as in PyTorch: `self_attn...`, `linear1`, `linear2`, `norm1`, `norm2`.
public struct TransformerEncoderLayer: Module {
  /// Attention of the steps to each other.
  public var selfAttention: MultiHeadAttention
  /// The two linear layers.
  public var feedForward: TransformerFeedForward
  /// Normalisation of the attention's sum.
  public var attentionNorm: LayerNorm
  /// Normalisation of the linear layers' sum.
  public var feedForwardNorm: LayerNorm
  let connection: TransformerConnection

  /// Initial weights are drawn after Glorot and Bengio.
  public init(_ settings: TransformerSettings) {
    selfAttention = MultiHeadAttention(
      size: settings.size, heads: settings.heads, dropout: settings.dropout)
    feedForward = TransformerFeedForward(settings)
    attentionNorm = LayerNorm(size: settings.size)
    feedForwardNorm = LayerNorm(size: settings.size)
    connection = TransformerConnection(settings)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("self_attn", &selfAttention)
    feedForward.visitParameters(visitor)
    visitor("norm1", &attentionNorm)
    visitor("norm2", &feedForwardNorm)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, mask: AttentionMask = .none, _ context: ForwardContext)
    -> Variable
  {
    let attended = connection(input, attentionNorm, context) { selfAttention($0, mask: mask, context) }
    return connection(attended, feedForwardNorm, context) { feedForward($0, context) }
  }
}

/// A Transformer's encoder. Names: `layers.0...`, and with normalisation first `norm`.
public struct TransformerEncoder: Module {
  /// The layers.
  public var layers: [TransformerEncoderLayer]
  /// The last normalisation, where layers normalise first.
  public var norm: LayerNorm?

  /// Initial weights are drawn after Glorot and Bengio.
  public init(_ settings: TransformerSettings, layers: Int) {
    self.layers = (0..<layers).map { _ in TransformerEncoderLayer(settings) }
    norm = settings.normalizesFirst ? LayerNorm(size: settings.size) : nil
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("layers", &layers)
    visitor("norm", &norm)
  }

  /// The output, `[batch, steps, size]`.
  public func callAsFunction(_ input: Variable, mask: AttentionMask = .none, _ context: ForwardContext)
    -> Variable
  {
    let output = layers.reduce(input) { $1($0, mask: mask, context) }
    return norm.map { $0(output, context) } ?? output
  }
}
