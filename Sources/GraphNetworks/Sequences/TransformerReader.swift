public import Autograd
public import NeuralNetworks
public import TensorCore

/// A Transformer's encoder, normalising first, of whose outputs the mean counts (Vaswani et al. 2017). A word's column is told by its
/// embedding and its place among the others means nothing, so that no positions are added. Names: `encoder.layers.0...`, `encoder.norm`.
public struct TransformerReader: SequenceReader {
  /// The encoder.
  public var encoder: TransformerEncoder

  init(_ architecture: ModelArchitecture, stream: RandomStream) {
    let size = architecture.sequenceSize
    encoder = TransformerEncoder(
      TransformerSettings(
        size: size, heads: architecture.count(.heads), hiddenSize: 2 * size, dropout: architecture.dropout,
        normalizesFirst: true),
      layers: architecture.hidden.count, stream: stream)
  }

  /// The size of the encoder.
  public var outputSize: Int { encoder.norm?.weight.shape[0] ?? 0 }

  /// Shows the encoder.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("encoder", &encoder) }

  /// The mean of the outputs at words; 0 without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    encoder(words, mask: AttentionMask(keys: mask), context).mean(of: mask)
  }
}
