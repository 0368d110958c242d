public import Autograd
internal import TensorCore

/// A layer of long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).
public typealias LSTM = Recurrent<LSTMCell>

/// One step of a long short-term memory: the gates i, f, o are sigmoids and g is the tanh of x W_i + b_i + h W_h + b_h;
/// c' = f c + i g, h' = o tanh(c') (see ``RecurrentCell``; the gates in the order i, f, g, o).
public struct LSTMCell: RecurrentCell {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear

  /// Initial weights are drawn as ``RecurrentCell`` says; biases start at 0, that of the forget gate at 1 (Jozefowicz et al. 2015).
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true) {
    inputLin = Self.weights(
      inputSize, hiddenSize, gates: 4, hasBias: hasBias, .glorotUniform)
    hiddenLin = Self.weights(
      hiddenSize, hiddenSize, gates: 4, hasBias: hasBias, .orthogonal())
    inputLin.bias = inputLin.bias.map { _ in
      Parameter([4 * hiddenSize], isRandom: false) { _ in
        Tensor((0..<4 * hiddenSize).map { $0 / max(1, hiddenSize) == 1 ? 1 : 0 }, shape: [4 * hiddenSize])
      }
    }
  }

  /// Long short-term memory.
  public var kind: RecurrentKind { .lstm }
}
