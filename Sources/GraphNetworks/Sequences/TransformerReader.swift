// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// A pre-norm Transformer encoder whose output is the mean over all words (Vaswani et al. 2017). There
/// is no positional encoding, because the embedding already identifies a word's column and the order of
/// words has no meaning.
///
/// Parameter names: `encoder.layers.0...`, `encoder.norm`.
public struct TransformerReader: SequenceReader {
  /// The settings of a Transformer encoder over words.
  public struct Configuration: SequenceConfiguration {
    /// The number of attention heads. The columns are divided among them, so `hiddenSize` must be a
    /// multiple of it.
    public var heads = 4
    /// The size of the embeddings and of the encoder's layers. The feed-forward networks have twice this
    /// width.
    public var hiddenSize = 64
    /// The number of encoder layers.
    public var layers = 1
    /// The dropout rate on the embeddings, in the encoder and on its output.
    public var dropout: Float = 0.5
    /// The dropout rate on whole words.
    public var inputDropout: Float = 0.5
    /// The maximum number of words read per node: those with the largest absolute values.
    public var sequenceLength = 128
    /// Whether the linear output layer has a bias. The layers of the encoder always have one.
    public var hasBias = true

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameter inputDropout: the dropout rate on whole words, or nil to use `dropout`.
    public init(
      heads: Int = 4, hiddenSize: Int = 64, layers: Int = 1, dropout: Float = 0.5, inputDropout: Float? = nil,
      sequenceLength: Int = 128, hasBias: Bool = true
    ) {
      self.heads = heads
      self.hiddenSize = hiddenSize
      self.layers = layers
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.sequenceLength = sequenceLength
      self.hasBias = hasBias
    }

    public var problem: String? {
      outside("heads", heads, 1...65_536) ?? outside("hiddenSize", hiddenSize, ConfigurationRange.size)
        ?? outside("layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1) ?? outside(
          "sequenceLength", sequenceLength, 1...65_536)
        ?? (hiddenSize.isMultiple(of: heads)
          ? nil : "hiddenSize is \(hiddenSize); expected a multiple of heads (\(heads))")
    }
  }

  /// The model's name, `transformer-encoder`.
  public static var networkName: String { "transformer-encoder" }

  /// The Transformer encoder.
  public var encoder: TransformerEncoder

  /// Creates the encoder; its parameters have no values yet.
  public init(_ configuration: Configuration) {
    let size = configuration.hiddenSize
    encoder = TransformerEncoder(
      TransformerSettings(
        size: size, heads: configuration.heads, hiddenSize: 2 * size, dropout: configuration.dropout,
        normalizesFirst: true),
      layers: configuration.layers)
  }

  /// The number of columns of the encoder's output.
  public var outputSize: Int { encoder.norm?.weight.shape[0] ?? 0 }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("encoder", &encoder) }

  /// Returns the mean of the encoder's outputs over all words; 0 for a sequence without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    encoder(words, mask: AttentionMask(keys: mask), context).mean(of: mask)
  }
}
