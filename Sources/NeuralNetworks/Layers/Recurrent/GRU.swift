// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A recurrent network of gated recurrent units (Cho et al. 2014).
public typealias GRU = Recurrent<GRUCell>

/// One step of a gated recurrent unit. With `r = sigmoid(x W_ir + b_ir + h W_hr + b_hr)`, z likewise and
/// `n = tanh(x W_in + b_in + r (h W_hn + b_hn))`, the next state is `(1 - z) n + z h`. The gates are
/// stored in the order r, z, n; see ``RecurrentCell``.
public struct GRUCell: RecurrentCell {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear

  /// Creates the cell. Weights are drawn as described in ``RecurrentCell``; biases start at 0.
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true) {
    inputLin = Self.weights(
      inputSize, hiddenSize, gates: 3, hasBias: hasBias, .glorotUniform)
    hiddenLin = Self.weights(
      hiddenSize, hiddenSize, gates: 3, hasBias: hasBias, .orthogonal())
  }

  /// The kind of step: a gated recurrent unit.
  public var kind: RecurrentKind { .gru }
}
