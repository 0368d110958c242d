// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A recurrent network without hidden nonlinearity, as introductions write it: with c = [x, h], the next state
/// is `h' = W c + b` and the output `o = log softmax(V c + d)`. The first state is 0.
///
/// Shapes: x `[batch, steps, inputSize]`, h `[batch, hiddenSize]`, o `[batch, outputSize]`. Parameter names:
/// `i2h.weight`, `i2h.bias`, `i2o.weight`, `i2o.bias`.
public struct RNN: Layer {
  /// W and b.
  public var i2h: Linear
  /// V and d.
  public var i2o: Linear
  /// The number of features of an input.
  public let inputSize: Int
  /// The size of the state.
  public let hiddenSize: Int

  /// Creates the network.
  public init(inputSize: Int, hiddenSize: Int, outputSize: Int) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    i2h = Linear(inputSize: inputSize + hiddenSize, outputSize: hiddenSize)
    i2o = Linear(inputSize: inputSize + hiddenSize, outputSize: outputSize)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("i2h", &i2h)
    visitor("i2o", &i2o)
  }

  /// The state before the first step, `[batch, hiddenSize]`.
  public func initialState(batch: Int) -> Variable { Variable(Tensor(zeros: [batch, hiddenSize])) }

  /// Returns the output after one step and the next state.
  ///
  /// - Parameters:
  ///   - input: x of one step, `[batch, inputSize]`.
  ///   - state: h.
  public func step(_ input: Variable, state: Variable, _ context: ForwardContext) -> (
    output: Variable, state: Variable
  ) {
    let combined = Variable.concatenated([input, state], axis: 1)
    return (i2o(combined, context).logSoftmax(), i2h(combined, context))
  }

  /// Returns the output after the last step. Traps if the input has no step or another number of features.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 3, input.shape[1] >= 1, input.shape[2] == inputSize else {
      shapeFailure("RNN", [input.shape], "expected [batch, steps, \(inputSize)] with at least one step")
    }
    let batch = input.shape[0]
    var (output, state) = (input, initialState(batch: batch))
    for index in 0..<input.shape[1] {
      let x = input.slice(axis: 1, index..<index + 1).reshaped([batch, inputSize])
      (output, state) = step(x, state: state, context)
    }
    return output
  }
}
