// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A recurrent network of gated recurrent units (Cho et al. 2014).
public typealias GRU = Recurrent<GRUCell>

/// One step of a gated recurrent unit. With `r = sigmoid(x W_ir + b_ir + h W_hr + b_hr)`, z likewise and
/// `n = tanh(x W_in + b_in + r (h W_hn + b_hn))`, the next state is `(1 - z) n + z h`. The gates are
/// stored in the order r, z, n; see ``RecurrentCell``. Other functions can take the places of tanh
/// (`activation`) and of the sigmoid (`recurrentActivation`). With `resetsAfterProduct: false`, the reset
/// gate multiplies the state before the product: `n = tanh(x W_in + b_in + (r h) W_hn + b_hn)`, as in the
/// paper and with Keras' `reset_after=False`.
public struct GRUCell: RecurrentCell, CellWithFunctions {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear
  /// The function of n.
  public let activation: Activation
  /// The function of the gates r and z.
  public let recurrentActivation: Activation
  /// Whether the reset gate multiplies the product with the state instead of the state.
  public let resetsAfterProduct: Bool

  /// Creates a cell with tanh and sigmoids that resets after the product. Weights are drawn as described
  /// in ``RecurrentCell``; biases start at 0.
  public init(inputSize: Int, hiddenSize: Int, hasBias: Bool = true) {
    self.init(inputSize: inputSize, hiddenSize: hiddenSize, hasBias: hasBias, resetsAfterProduct: true)
  }

  /// Creates a cell with the given functions and the same initial values.
  public init(
    inputSize: Int, hiddenSize: Int, hasBias: Bool = true, activation: Activation = .tanh,
    recurrentActivation: Activation = .sigmoid, resetsAfterProduct: Bool
  ) {
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.resetsAfterProduct = resetsAfterProduct
    inputLin = Self.weights(
      inputSize, hiddenSize, gates: 3, hasBias: hasBias, .glorotUniform)
    hiddenLin = Self.weights(
      hiddenSize, hiddenSize, gates: 3, hasBias: hasBias, .orthogonal())
  }

  /// The kind of step: a gated recurrent unit.
  public var kind: RecurrentKind { .gru }

  var functions: RecurrentFunctions? {
    RecurrentFunctions(activation, recurrentActivation, resetsAfterProduct: resetsAfterProduct)
  }
}

extension Recurrent where Cell == GRUCell {
  /// Creates a network of gated recurrent units with any activation functions, and with the reset gate
  /// before or after the product. Other functions than the usual ones, and the reset before the product,
  /// take several operations per step.
  ///
  /// - Parameters:
  ///   - activation: the function of n; tanh in the usual GRU.
  ///   - recurrentActivation: the function of the gates.
  ///   - resetsAfterProduct: whether the reset gate multiplies the product with the state instead of the
  ///     state.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward,
    returnsSequence: Bool = true, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    resetsAfterProduct: Bool, hasBias: Bool = true, inputDropout: Float = 0, recurrentDropout: Float = 0,
    layerDropout: Float = 0
  ) {
    self.init(
      inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction,
      returnsSequence: returnsSequence, inputDropout: inputDropout, recurrentDropout: recurrentDropout,
      layerDropout: layerDropout
    ) {
      GRUCell(
        inputSize: $0, hiddenSize: hiddenSize, hasBias: hasBias, activation: activation,
        recurrentActivation: recurrentActivation, resetsAfterProduct: resetsAfterProduct)
    }
  }
}
