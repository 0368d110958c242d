public import Autograd
public import NeuralNetworks
public import TensorCore

/// Attention that picks the words that tell the class: every head's sum of the words by their shares, softmax(u . tanh(W x + b))
/// (Yang et al. 2016, "Hierarchical attention networks", equations 5 to 7). Names: `hidden.weight`, `hidden.bias`, `score.weight`.
public struct AttentionReader: SequenceReader {
  /// W and b.
  public var hidden: Linear
  /// u of every head. A bias would change no share.
  public var score: Linear

  init(_ architecture: ModelArchitecture, stream: RandomStream) {
    let size = architecture.sequenceSize
    hidden = Linear(
      inputSize: size, outputSize: size, hasBias: architecture.hasBias, stream: stream.substream(0))
    score = Linear(
      inputSize: size, outputSize: architecture.count(.heads), hasBias: false, stream: stream.substream(1))
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
