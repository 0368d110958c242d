// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A recurrent network of long short-term memory cells (Hochreiter and Schmidhuber 1997, with the forget
/// gate of Gers et al. 2000).
public typealias LSTM = Recurrent<LSTMCell>

/// One step of a long short-term memory. The gates i, f, o are sigmoids and g is a tanh of their parts
/// of `x W_i + b_i + h W_h + b_h`. The next cell and state are `c' = f c + i g` and `h' = o tanh(c')`.
/// The gates are stored in the order i, f, g, o; see ``RecurrentCell``. Other functions can take the
/// places of tanh (`activation`) and of the sigmoid (`recurrentActivation`).
public struct LSTMCell: RecurrentCell, CellWithFunctions {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear
  /// The function of g and of the cell.
  public let activation: Activation
  /// The function of the gates i, f and o.
  public let recurrentActivation: Activation

  /// Creates a cell with tanh and sigmoids. Weights are drawn as described in ``RecurrentCell``. Biases
  /// start at 0, except that of the forget gate, which starts at 1 (Jozefowicz et al. 2015).
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true) {
    self.init(inputSize: inputSize, hiddenSize: hiddenSize, hasBias: hasBias, activation: .tanh)
  }

  /// Creates a cell with the given functions and the same initial values.
  public init(
    inputSize: Int, hiddenSize: Int, hasBias: Bool = true, activation: Activation,
    recurrentActivation: Activation = .sigmoid
  ) {
    self.activation = activation
    self.recurrentActivation = recurrentActivation
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

  var functions: RecurrentFunctions? { RecurrentFunctions(activation, recurrentActivation) }
}

extension Recurrent where Cell == LSTMCell {
  /// Creates a long short-term memory with any activation functions. Other functions than the usual ones
  /// take several operations per step.
  ///
  /// - Parameters:
  ///   - activation: the function of g and of the cell; tanh in the usual LSTM.
  ///   - recurrentActivation: the function of the gates.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward,
    returnsSequence: Bool = true, activation: Activation, recurrentActivation: Activation = .sigmoid,
    hasBias: Bool = true, inputDropout: Float = 0, recurrentDropout: Float = 0, layerDropout: Float = 0
  ) {
    self.init(
      inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction,
      returnsSequence: returnsSequence, inputDropout: inputDropout, recurrentDropout: recurrentDropout,
      layerDropout: layerDropout
    ) {
      LSTMCell(
        inputSize: $0, hiddenSize: hiddenSize, hasBias: hasBias, activation: activation,
        recurrentActivation: recurrentActivation)
    }
  }
}
