// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A layer of a Transformer decoder (Vaswani et al. 2017, section 3.1): causal self-attention, attention
/// to the output of the encoder, and two linear layers. The output of each of these three parts is added
/// to its input and normalised.
///
/// Shape: `[batch, steps, size]`. Parameter names are those of PyTorch: `self_attn...`,
/// `multihead_attn...`, `linear1`, `linear2`, `norm1` to `norm3`.
public struct TransformerDecoderLayer: Module {
  /// The causal attention of each step to itself and the steps before it.
  public var selfAttention: MultiHeadAttention
  /// The attention to the output of the encoder.
  public var crossAttention: MultiHeadAttention
  /// The two linear layers.
  public var feedForward: TransformerFeedForward
  /// The normalisations of the three parts.
  public var norms: [LayerNorm]
  let connection: TransformerConnection

  /// Creates the layer. Projections of the attention are initialised as in ``MultiHeadAttention``,
  /// linear layers uniformly in `±1 / sqrt(inputs)`.
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("self_attn", &selfAttention)
    visitor("multihead_attn", &crossAttention)
    feedForward.visitParameters(visitor)
    visitor("norm", &norms, first: 1)
  }

  /// Returns the output of the layer, `[batch, steps, size]`.
  ///
  /// - Parameters:
  ///   - memory: the output of the encoder, `[batch, keys, size]`.
  ///   - mask: restrictions on which steps attend to which, in addition to the causal mask, which is
  ///     always applied.
  ///   - memoryMask: the keys of the memory to include, `[batch, keys]`: 0 for padding.
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

  /// Returns the attention weights of each head over the output of the encoder,
  /// `[batch, heads, steps, keys]`, for inspection. This needs memory for steps x keys numbers per head.
  ///
  /// - Parameters: the same as for the output of the layer.
  public func memoryWeights(
    _ input: Variable, memory: Variable, mask: AttentionMask = .none,
    memoryMask: Tensor? = nil, _ context: ForwardContext
  ) -> Variable {
    let query = connection.partInput(heardOfItself(input, mask, context), norms[1], context)
    return crossAttention.weights(query: query, keys: memory, mask: AttentionMask(keys: memoryMask), context)
  }

  /// Returns the sum of the input and its causal self-attention, normalised unless normalisation comes
  /// first.
  private func heardOfItself(_ input: Variable, _ mask: AttentionMask, _ context: ForwardContext) -> Variable
  {
    var mask = mask
    mask.isCausal = true
    return connection(input, norms[0], context) { selfAttention($0, mask: mask, context) }
  }
}

/// A Transformer decoder. Parameter names: `layers.0...`, and `norm` if normalisation comes first.
public struct TransformerDecoder: Module {
  /// The layers.
  public var layers: [TransformerDecoderLayer]
  /// The last normalisation; nil unless normalisation comes first.
  public var norm: LayerNorm?

  /// Creates a decoder with the given number of layers, initialised as in ``TransformerDecoderLayer``.
  public init(_ settings: TransformerSettings, layers: Int) {
    self.layers = (0..<layers).map { _ in TransformerDecoderLayer(settings) }
    norm = settings.normalizesFirst ? LayerNorm(size: settings.size) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("layers", &layers)
    visitor("norm", &norm)
  }

  /// Returns the output of the last layer, `[batch, steps, size]`. For the parameters, see
  /// ``TransformerDecoderLayer``.
  public func callAsFunction(
    _ input: Variable, memory: Variable, mask: AttentionMask = .none,
    memoryMask: Tensor? = nil, _ context: ForwardContext
  ) -> Variable {
    let output = layers.reduce(input) {
      $1($0, memory: memory, mask: mask, memoryMask: memoryMask, context)
    }
    return norm.map { $0(output, context) } ?? output
  }

  /// Returns the attention weights of every layer over the output of the encoder; see
  /// ``TransformerDecoderLayer/memoryWeights(_:memory:mask:memoryMask:_:)``.
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
