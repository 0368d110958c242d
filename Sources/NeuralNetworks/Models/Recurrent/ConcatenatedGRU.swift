// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// One step of gated recurrent units with one product of [x, h] per gate (Cho et al. 2014): with
/// `r = sigmoid(W_r [x, h])` and `z = sigmoid(W_z [x, h])`, the candidate is `n = tanh(W_n [x, r h])`, where the
/// reset gate multiplies the state before the product, and the next state `(1 - z) h + z n`. Each product has
/// a bias.
///
/// Shapes: x `[batch, inputSize]`, h `[batch, hiddenSize]`. Parameter names: `reset`, `update`, `candidate`.
public struct ConcatenatedGRUCell: Module {
  /// W_r.
  public var reset: Linear
  /// W_z.
  public var update: Linear
  /// W_n.
  public var candidate: Linear
  /// The size of the state.
  public let hiddenSize: Int

  /// Creates the cell.
  public init(inputSize: Int, hiddenSize: Int) {
    self.hiddenSize = hiddenSize
    reset = Linear(inputSize: inputSize + hiddenSize, outputSize: hiddenSize)
    update = Linear(inputSize: inputSize + hiddenSize, outputSize: hiddenSize)
    candidate = Linear(inputSize: inputSize + hiddenSize, outputSize: hiddenSize)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("reset", &reset)
    visitor("update", &update)
    visitor("candidate", &candidate)
  }

  /// Returns the next state.
  public func callAsFunction(_ input: Variable, state: Variable, _ context: ForwardContext) -> Variable {
    let combined = Variable.concatenated([input, state], axis: 1)
    let (r, z) = (reset(combined, context).sigmoid(), update(combined, context).sigmoid())
    let n = candidate(.concatenated([input, r * state], axis: 1), context).tanh()
    return state - z * state + z * n
  }
}

/// Layers of ``ConcatenatedGRUCell`` one above the other. ``GRU`` is several times faster; it writes the same
/// network with one product for all gates and with 1 - z in the place of z.
///
/// Shapes: x `[batch, steps, inputSize]`, y `[batch, steps, hiddenSize]`. Parameter names:
/// `cells.0.reset.weight` and so on.
public struct ConcatenatedGRU: Layer {
  /// The cell of each layer.
  public var cells: [ConcatenatedGRUCell]

  /// Creates the layers.
  public init(inputSize: Int, hiddenSize: Int, layers: Int = 1) {
    cells = (0..<layers).map {
      ConcatenatedGRUCell(inputSize: $0 == 0 ? inputSize : hiddenSize, hiddenSize: hiddenSize)
    }
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("cells", &cells) }

  /// Returns the output of the highest layer after each step, and the last state of each layer.
  public func read(_ input: Variable, _ context: ForwardContext) -> (output: Variable, states: [Variable]) {
    let (batch, steps) = (input.shape[0], input.shape[1])
    var states = cells.map { Variable(Tensor(zeros: [batch, $0.hiddenSize])) }
    var outputs: [Variable] = []
    for step in 0..<steps {
      var x = input.slice(axis: 1, step..<step + 1).reshaped([batch, input.shape[2]])
      for (index, cell) in cells.enumerated() {
        states[index] = cell(x, state: states[index], context)
        x = states[index]
      }
      outputs.append(x.reshaped([batch, 1, x.shape[1]]))
    }
    return (.concatenated(outputs, axis: 1), states)
  }

  /// Returns the output of the highest layer after each step.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    read(input, context).output
  }
}
