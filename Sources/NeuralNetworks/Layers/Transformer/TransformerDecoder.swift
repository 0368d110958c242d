public import Autograd
public import TensorCore

/// A layer of a Transformer's decoder (Vaswani et al. 2017, section 3.1): causal self-attention, attention to what the encoder has put
/// out, and two linear layers, each added to its input and normalised.
///
/// Shape: `[batch, steps, size]`. Names as in PyTorch: `self_attn...`, `multihead_attn...`, `linear1`, `linear2`, `norm1` to
/// `norm3`.
public struct TransformerDecoderLayer: Module {
  /// Attention of the steps to those before them.
  public var selfAttention: MultiHeadAttention
  /// Attention to the encoder's output.
  public var crossAttention: MultiHeadAttention
  /// The two linear layers.
  public var feedForward: TransformerFeedForward
  /// Normalisations of the three sums.
  public var norms: [LayerNorm]
  let connection: TransformerConnection

  /// Initial weights are drawn after Glorot and Bengio.
  public init(_ settings: TransformerSettings) {
    let attention = {
      MultiHeadAttention(size: settings.size, heads: settings.heads, dropout: settings.dropout)
    }
    selfAttention = attention()
    crossAttention = attention()
    feedForward = TransformerFeedForward(settings)
    norms = (0..<3).map { _ in
      LayerNorm(size: settings.size)
    }
    connection = TransformerConnection(settings)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("self_attn", &selfAttention)
    visitor("multihead_attn", &crossAttention)
    feedForward.visitParameters(visitor)
    visitor("norm", &norms, first: 1)
  }

  /// The output.
  ///
  /// - Parameters:
  ///   - memory: the encoder's output, `[batch, keys, size]`.
  ///   - mask: what the steps see of each other besides that no step sees later ones.
  ///   - memoryMask: `[batch, keys]`, 0 for what only fills up.
  public func callAsFunction(
    _ input: Variable, memory: Variable, mask: AttentionMask = .none,
    memoryMask: Tensor? = nil, _ context: ForwardContext
  ) -> Variable {
    let own = heardOfItself(input, mask, context)
    let heard = connection(own, norms[1], context) {
      crossAttention(query: $0, keys: memory, values: memory, mask: AttentionMask(keys: memoryMask), context)
    }
    return connection(heard, norms[2], context) { feedForward($0, context) }
  }

  /// How every head shares its attention out to the encoder's output, `[batch, heads, steps, keys]`: a look inside, whose memory is
  /// steps x keys.
  ///
  /// - Parameters: as those of the layer's output.
  public func memoryWeights(
    _ input: Variable, memory: Variable, mask: AttentionMask = .none,
    memoryMask: Tensor? = nil, _ context: ForwardContext
  ) -> Variable {
    let query = connection.partInput(heardOfItself(input, mask, context), norms[1], context)
    return crossAttention.weights(query: query, keys: memory, mask: AttentionMask(keys: memoryMask), context)
  }

  /// The input with what its steps have heard of each other.
  private func heardOfItself(_ input: Variable, _ mask: AttentionMask, _ context: ForwardContext) -> Variable
  {
    var mask = mask
    mask.isCausal = true
    return connection(input, norms[0], context) { selfAttention($0, mask: mask, context) }
  }
}

/// A Transformer's decoder. Names: `layers.0...`, and with normalisation first `norm`.
public struct TransformerDecoder: Module {
  /// The layers.
  public var layers: [TransformerDecoderLayer]
  /// The last normalisation, where layers normalise first.
  public var norm: LayerNorm?

  /// Initial weights are drawn after Glorot and Bengio.
  public init(_ settings: TransformerSettings, layers: Int) {
    self.layers = (0..<layers).map { _ in TransformerDecoderLayer(settings) }
    norm = settings.normalizesFirst ? LayerNorm(size: settings.size) : nil
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("layers", &layers)
    visitor("norm", &norm)
  }

  /// The output, `[batch, steps, size]` (see ``TransformerDecoderLayer``).
  public func callAsFunction(
    _ input: Variable, memory: Variable, mask: AttentionMask = .none,
    memoryMask: Tensor? = nil, _ context: ForwardContext
  ) -> Variable {
    let output = layers.reduce(input) {
      $1($0, memory: memory, mask: mask, memoryMask: memoryMask, context)
    }
    return norm.map { $0(output, context) } ?? output
  }

  /// How the heads of every layer share their attention out to the encoder's output (see
  /// ``TransformerDecoderLayer/memoryWeights(_:memory:mask:memoryMask:_:)``).
  public func memoryWeights(
    _ input: Variable, memory: Variable, mask: AttentionMask = .none,
    memoryMask: Tensor? = nil, _ context: ForwardContext
  ) -> [Variable] {
    var output = input
    return layers.map { layer in
      let weights = layer.memoryWeights(output, memory: memory, mask: mask, memoryMask: memoryMask, context)
      output = layer(output, memory: memory, mask: mask, memoryMask: memoryMask, context)
      return weights
    }
  }
}
