public import Autograd
internal import TensorCore

/// A layer of gated recurrent units (Cho et al. 2014).
public typealias GRU = Recurrent<GRUCell>

/// One step of a gated recurrent unit: with r = sigmoid(x W_ir + b_ir + h W_hr + b_hr), z likewise and
/// n = tanh(x W_in + b_in + r (h W_hn + b_hn)), the next state is (1 - z) n + z h (see ``RecurrentCell``; the gates in the order
/// r, z, n).
public struct GRUCell: RecurrentCell {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear

  /// Initial weights are drawn as ``RecurrentCell`` says; biases start at 0.
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true) {
    inputLin = Self.weights(
      inputSize, hiddenSize, gates: 3, hasBias: hasBias, .glorotUniform)
    hiddenLin = Self.weights(
      hiddenSize, hiddenSize, gates: 3, hasBias: hasBias, .orthogonal())
  }

  /// A gated recurrent unit.
  public var kind: RecurrentKind { .gru }
}
