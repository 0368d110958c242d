// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// Attention over a node's words: each head's output is the sum of the words x weighted by
/// softmax(u . tanh(W x + b)) (Yang et al. 2016, "Hierarchical attention networks", equations 5 to 7).
///
/// Parameter names: `hidden.weight`, `hidden.bias`, `score.weight`.
public struct AttentionReader: SequenceReader {
  /// The settings of an attention network over words.
  public struct Configuration: SequenceConfiguration {
    /// The number of attention heads.
    public var heads = 4
    /// The size of the embeddings and of the hidden layer.
    public var hiddenSize = 64
    /// The dropout rate on the embeddings and on the reader's output.
    public var dropout: Float = 0.5
    /// The dropout rate on whole words.
    public var inputDropout: Float = 0.5
    /// The maximum number of words read per node: those with the largest absolute values.
    public var sequenceLength = 128
    /// Whether the layers have a bias.
    public var hasBias = true

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameter inputDropout: the dropout rate on whole words, or nil to use `dropout`.
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

    public var problem: String? {
      outside("heads", heads, 1...65_536) ?? outside("hiddenSize", hiddenSize, ConfigurationRange.size)
        ?? outside("dropout", dropout, 0...1) ?? outside("inputDropout", inputDropout, 0...1)
        ?? outside("sequenceLength", sequenceLength, 1...65_536)
    }
  }

  /// The model's name, `attention`.
  public static var networkName: String { "attention" }

  /// The hidden layer: W and b.
  public var hidden: Linear
  /// The vector u of each head. There is no bias, because it would not change the softmax.
  public var score: Linear

  /// Creates both layers; their parameters have no values yet.
  public init(_ configuration: Configuration) {
    let size = configuration.hiddenSize
    hidden = Linear(inputSize: size, outputSize: size, hasBias: configuration.hasBias)
    score = Linear(inputSize: size, outputSize: configuration.heads, hasBias: false)
  }

  /// The number of columns of the concatenated outputs of all heads.
  public var outputSize: Int { score.outputSize * hidden.inputSize }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("hidden", &hidden)
    visitor("score", &score)
  }

  /// Returns the concatenated weighted sums of all heads; 0 for a sequence without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    let (rows, steps) = (mask.shape[0], mask.shape[1])
    let scores = score(hidden(words, context).map(.hyperbolicTangent), context).transposed()
    let shares = scores.softmax(mask: mask.reshaped([rows, 1, steps]))
    return shares.matmul(words).reshaped([rows, outputSize])
  }
}
