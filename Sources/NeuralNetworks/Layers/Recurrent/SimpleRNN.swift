// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A plain recurrent network, `h' = f(x W_i + b_i + h W_h + b_h)` with f = tanh by default (Elman 1990).
public typealias SimpleRNN = Recurrent<SimpleRNNCell>

/// One step of a plain recurrent network; see ``RecurrentCell``.
public struct SimpleRNNCell: RecurrentCell, CellWithFunctions {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear
  /// The activation function f.
  public let activation: Activation

  /// Creates a cell with tanh. Weights are drawn as described in ``RecurrentCell``; biases start at 0.
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true) {
    self.init(inputSize: inputSize, hiddenSize: hiddenSize, hasBias: hasBias, activation: .tanh)
  }

  /// Creates a cell. Weights are drawn as described in ``RecurrentCell``; biases start at 0.
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true, activation: Activation) {
    self.activation = activation
    inputLin = Self.weights(inputSize, hiddenSize, gates: 1, hasBias: hasBias, .glorotUniform)
    hiddenLin = Self.weights(hiddenSize, hiddenSize, gates: 1, hasBias: hasBias, .orthogonal())
  }

  /// The kind of step: `tanh` or `relu`.
  public var kind: RecurrentKind { activation == .relu ? .relu : .tanh }

  var functions: RecurrentFunctions? { activation == .relu ? nil : RecurrentFunctions(activation) }
}

extension Recurrent where Cell == SimpleRNNCell {
  /// Creates a plain recurrent network with any activation function. Other functions than tanh and ReLU
  /// take several operations per step.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward,
    returnsSequence: Bool = true, activation: Activation, hasBias: Bool = true, inputDropout: Float = 0,
    recurrentDropout: Float = 0, layerDropout: Float = 0
  ) {
    self.init(
      inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction,
      returnsSequence: returnsSequence, inputDropout: inputDropout, recurrentDropout: recurrentDropout,
      layerDropout: layerDropout
    ) { SimpleRNNCell(inputSize: $0, hiddenSize: hiddenSize, hasBias: hasBias, activation: activation) }
  }
}
