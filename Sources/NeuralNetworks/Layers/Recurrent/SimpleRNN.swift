// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A plain recurrent network, `h' = tanh(x W_i + b_i + h W_h + b_h)` (Elman 1990).
public typealias SimpleRNN = Recurrent<SimpleRNNCell>

/// One step of a plain recurrent network; see ``RecurrentCell``.
public struct SimpleRNNCell: RecurrentCell {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear
  /// The kind of step: `tanh` or `relu`.
  public let kind: RecurrentKind

  /// Creates a cell with tanh. Weights are drawn as described in ``RecurrentCell``; biases start at 0.
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true) {
    self.init(
      inputSize: inputSize, hiddenSize: hiddenSize, hasBias: hasBias, isRectified: false)
  }

  /// Creates a cell. Weights are drawn as described in ``RecurrentCell``; biases start at 0.
  ///
  /// - Parameter isRectified: whether to use ReLU instead of tanh.
  public init(
    inputSize: Int, hiddenSize: Int, hasBias: Bool = true, isRectified: Bool
  ) {
    kind = isRectified ? .relu : .tanh
    inputLin = Self.weights(
      inputSize, hiddenSize, gates: 1, hasBias: hasBias, .glorotUniform)
    hiddenLin = Self.weights(
      hiddenSize, hiddenSize, gates: 1, hasBias: hasBias, .orthogonal())
  }
}
