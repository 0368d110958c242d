// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A recurrent network of long short-term memory cells (Hochreiter and Schmidhuber 1997, with the forget
/// gate of Gers et al. 2000).
public typealias LSTM = Recurrent<LSTMCell>

/// One step of a long short-term memory. The gates i, f, o are sigmoids and g is a tanh of their parts
/// of `x W_i + b_i + h W_h + b_h`. The next cell and state are `c' = f c + i g` and `h' = o tanh(c')`.
/// The gates are stored in the order i, f, g, o; see ``RecurrentCell``.
public struct LSTMCell: RecurrentCell {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear

  /// Creates the cell. Weights are drawn as described in ``RecurrentCell``. Biases start at 0, except
  /// that of the forget gate, which starts at 1 (Jozefowicz et al. 2015).
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

  /// The kind of step: a long short-term memory.
  public var kind: RecurrentKind { .lstm }
}
