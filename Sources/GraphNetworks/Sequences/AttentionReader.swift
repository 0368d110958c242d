public import Autograd
public import NeuralNetworks
public import TensorCore

/// Attention that picks the words that tell the class: every head's sum of the words by their shares, softmax(u . tanh(W x + b))
/// (Yang et al. 2016, "Hierarchical attention networks", equations 5 to 7). Names: `hidden.weight`, `hidden.bias`, `score.weight`.
public struct AttentionReader: SequenceReader {
  /// The settings of a network of attention over words.
  public struct Configuration: SequenceConfiguration {
    /// The number of attention heads.
    public var heads = 4
    /// The size of the hidden layer.
    public var hiddenSize = 64
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
      heads: Int = 4, hiddenSize: Int = 64, dropout: Float = 0.5, inputDropout: Float? = nil,
      sequenceLength: Int = 128, hasBias: Bool = true
    ) {
      self.heads = heads
      self.hiddenSize = hiddenSize
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.sequenceLength = sequenceLength
      self.hasBias = hasBias
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside("heads", heads, 1...65_536) ?? outside("hiddenSize", hiddenSize, ConfigurationRange.size)
        ?? outside("dropout", dropout, 0...1) ?? outside("inputDropout", inputDropout, 0...1)
        ?? outside("sequenceLength", sequenceLength, 1...65_536)
    }
  }

  /// `attention`
  public static var networkName: String { "attention" }

  /// W and b.
  public var hidden: Linear
  /// u of every head. A bias would change no share.
  public var score: Linear

  /// Creates both layers without initial weights.
  public init(_ configuration: Configuration) {
    let size = configuration.hiddenSize
    hidden = Linear(inputSize: size, outputSize: size, hasBias: configuration.hasBias)
    score = Linear(inputSize: size, outputSize: configuration.heads, hasBias: false)
  }

  /// What all heads hear.
  public var outputSize: Int { score.outputSize * hidden.inputSize }

  /// Shows both layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("hidden", &hidden)
    visitor("score", &score)
  }

  /// The heads' sums side by side; 0 without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    let (rows, steps) = (mask.shape[0], mask.shape[1])
    let scores = score(hidden(words, context).map(.hyperbolicTangent), context).transposed()
    let shares = scores.softmax(mask: mask.reshaped([rows, 1, steps]))
    return shares.matmul(words).reshaped([rows, outputSize])
  }
}
