// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// One step of a recurrent layer. From an input x and a state h it computes `p = x W_i + b_i` and
/// `q = h W_h + b_h`, and from these the next state as described in ``RecurrentKind``.
///
/// Shapes: x `[rows, inputSize]`, h `[rows, hiddenSize]`. Parameter names: `weight_ih`
/// `[gates * hidden, input]`, `weight_hh` `[gates * hidden, hidden]`, `bias_ih`, `bias_hh`.
public protocol RecurrentCell: Module {
  /// The kind of step.
  var kind: RecurrentKind { get }
  /// W_i with its bias.
  var inputLin: Linear { get set }
  /// W_h with its bias.
  var hiddenLin: Linear { get set }
  /// Creates the cell. For each gate separately, W_i is drawn with ``Initializer/glorotUniform`` and W_h
  /// with ``Initializer/orthogonal(gain:)`` (Saxe et al. 2014). Biases start at 0 unless the cell
  /// documents another value.
  init(inputSize: Int, hiddenSize: Int, hasBias: Bool)
}

extension RecurrentCell {
  /// The number of input features.
  public var inputSize: Int { inputLin.inputSize }
  /// The size of the state.
  public var hiddenSize: Int { hiddenLin.inputSize }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitParameters(visitor, suffix: "") }

  /// Visits all weights under names that end in `suffix`.
  mutating func visitParameters(_ visitor: ParameterVisitor, suffix: String) {
    visitor("weight_ih" + suffix, &inputLin.weight, layout: .transposed)
    visitor("weight_hh" + suffix, &hiddenLin.weight, layout: .transposed)
    visitor("bias_ih" + suffix, &inputLin.bias)
    visitor("bias_hh" + suffix, &hiddenLin.bias)
  }

  /// Returns a state of zeros for `rows` rows.
  public func initialState(rows: Int) -> RecurrentState {
    let zeros = Variable(Tensor(zeros: [rows, hiddenSize]))
    return RecurrentState(hidden: zeros, cell: kind.hasCell ? zeros : nil)
  }

  /// Returns the state after `input`, `[rows, inputSize]`.
  public func callAsFunction(_ input: Variable, state: RecurrentState, _ context: ForwardContext)
    -> RecurrentState
  {
    next(inputLin(input, context), state, context)
  }

  /// Returns the state after an input that has already been multiplied by its weights: p,
  /// `[rows, gates * hidden]`.
  package func next(_ projected: Variable, _ state: RecurrentState, _ context: ForwardContext)
    -> RecurrentState
  {
    let rows = projected.shape[0]
    let step = run(projected.reshaped([rows, 1, projected.shape[1]]), state, context)
    return RecurrentState(hidden: step.states.reshaped([rows, hiddenSize]), cell: step.cell)
  }

  /// Returns the states after all steps of projected inputs,
  /// `[rows, steps, gates * hidden] -> [rows, steps, hidden]`.
  func run(
    _ projected: Variable, _ state: RecurrentState, mask: Tensor? = nil, isReversed: Bool = false,
    dropout: Tensor? = nil, _ context: ForwardContext
  ) -> (states: Variable, cell: Variable?) {
    if let cell = self as? any CellWithFunctions, let functions = cell.functions {
      return cell.run(
        projected, state, mask: mask, isReversed: isReversed, dropout: dropout, by: functions, context)
    }
    return projected.recurrence(
      kind, weight: context[hiddenLin.weight], bias: hiddenLin.bias.map { context[$0] }, state: state.hidden,
      cell: state.cell, mask: mask, isReversed: isReversed, dropout: dropout)
  }

  /// Creates a linear layer with the matrices of all gates next to each other, each drawn separately.
  /// Biases start at 0.
  static func weights(
    _ inputSize: Int, _ hiddenSize: Int, gates: Int, hasBias: Bool, _ initializer: Initializer
  ) -> Linear {
    var linear = Linear(inputSize: inputSize, outputSize: gates * hiddenSize, hasBias: hasBias)
    linear.weight = Parameter([inputSize, gates * hiddenSize]) { stream in
      let parts = (0..<gates).map { gate in
        initializer.matrix(fanIn: inputSize, fanOut: hiddenSize, stream: stream.substream(UInt64(gate)))
      }
      return .concatenated(parts, axis: 1)
    }
    return linear
  }
}
