public import Autograd
public import NeuralNetworks
public import TensorCore

/// A Transformer's encoder, normalising first, of whose outputs the mean counts (Vaswani et al. 2017). A word's column is told by its
/// embedding and its place among the others means nothing, so that no positions are added. Names: `encoder.layers.0...`, `encoder.norm`.
public struct TransformerReader: SequenceReader {
  /// The settings of a Transformer's encoder over words.
  public struct Configuration: SequenceConfiguration {
    /// The number of attention heads, which share the columns.
    public var heads = 4
    /// The size of every hidden layer.
    public var hiddenSize = 64
    /// The number of hidden layers.
    public var layers = 1
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// The largest number of words of a node that are read, those of the largest absolute values.
    public var sequenceLength = 128
    /// Whether layers have a bias.
    public var hasBias = true

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameter inputDropout: nil: as `dropout`.
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

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside("heads", heads, 1...65_536) ?? outside("hiddenSize", hiddenSize, ConfigurationRange.size)
        ?? outside("layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1) ?? outside(
          "sequenceLength", sequenceLength, 1...65_536)
        ?? (hiddenSize.isMultiple(of: heads)
          ? nil : "hiddenSize \(hiddenSize) is not a multiple of \(heads) heads")
    }
  }

  /// `transformer-encoder`
  public static var networkName: String { "transformer-encoder" }

  /// The encoder.
  public var encoder: TransformerEncoder

  /// Creates the encoder without initial weights.
  public init(_ configuration: Configuration) {
    let size = configuration.hiddenSize
    encoder = TransformerEncoder(
      TransformerSettings(
        size: size, heads: configuration.heads, hiddenSize: 2 * size, dropout: configuration.dropout,
        normalizesFirst: true),
      layers: configuration.layers)
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
