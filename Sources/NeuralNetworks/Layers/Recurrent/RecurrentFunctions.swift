// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// The functions of a recurrent cell whose steps differ from those of ``RecurrentKind``, which are one
/// fused operation.
struct RecurrentFunctions {
  /// The function of the new state; tanh in the fused operation.
  let activation: Activation
  /// The function of the gates; the sigmoid in the fused operation.
  let recurrentActivation: Activation
  /// For a GRU, whether the reset gate multiplies the product with the state instead of the state.
  let resetsAfterProduct: Bool

  /// Creates the functions, or returns nil if they are those of the fused operation.
  init?(
    _ activation: Activation, _ recurrentActivation: Activation = .sigmoid, resetsAfterProduct: Bool = true
  ) {
    if activation == .tanh && recurrentActivation == .sigmoid && resetsAfterProduct { return nil }
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.resetsAfterProduct = resetsAfterProduct
  }
}

/// A cell that may have other functions than the fused operation.
protocol CellWithFunctions: RecurrentCell {
  /// The functions, or nil to run the fused operation.
  var functions: RecurrentFunctions? { get }
}

extension CellWithFunctions {
  /// Returns the states after all steps, one operation after the other; see
  /// ``RecurrentCell/run(_:_:mask:isReversed:dropout:_:)``.
  func run(
    _ projected: Variable, _ state: RecurrentState, mask: Tensor?, isReversed: Bool, dropout: Tensor?,
    by functions: RecurrentFunctions, _ context: ForwardContext
  ) -> (states: Variable, cell: Variable?) {
    let (rows, steps) = (projected.shape[0], projected.shape[1])
    var state = state
    var outputs = [Variable?](repeating: nil, count: steps)
    for step in isReversed ? Array((0..<steps).reversed()) : Array(0..<steps) {
      let input = projected.slice(axis: 1, step..<step + 1).reshaped([rows, projected.shape[2]])
      var new = next(input, state, dropout: dropout, by: functions, context)
      if let mask {
        let isRead = Variable(mask.slice(axis: 1, step..<step + 1))
        let isSkipped = Variable(mask.slice(axis: 1, step..<step + 1) * -1 + 1)
        let kept = { (new: Variable, old: Variable) in new * isRead + old * isSkipped }
        new.hidden = kept(new.hidden, state.hidden)
        if let cell = new.cell, let old = state.cell { new.cell = kept(cell, old) }
      }
      state = new
      outputs[step] = state.hidden.reshaped([rows, 1, hiddenSize])
    }
    let states = outputs.compactMap(\.self)
    let none = Variable(Tensor(zeros: [rows, 0, hiddenSize]))
    return (states.isEmpty ? none : .concatenated(states, axis: 1), state.cell)
  }

  /// Returns the state after one step of an input that has been multiplied by its weights.
  private func next(
    _ p: Variable, _ state: RecurrentState, dropout: Tensor?, by functions: RecurrentFunctions,
    _ context: ForwardContext
  ) -> RecurrentState {
    let gate = { (sums: Variable) in functions.recurrentActivation(sums, context) }
    let squash = { (sums: Variable) in functions.activation(sums, context) }
    let part = { (sums: Variable, index: Int) in
      sums.slice(axis: 1, index * hiddenSize..<(index + 1) * hiddenSize)
    }
    let h = state.hidden
    let read = dropout.map { h * Variable($0) } ?? h
    switch kind {
    case .tanh, .relu:
      return RecurrentState(hidden: squash(p + hiddenLin(read, context)))
    case .lstm:
      let sums = p + hiddenLin(read, context)
      let cell = (state.cell ?? h) * gate(part(sums, 1)) + gate(part(sums, 0)) * squash(part(sums, 2))
      return RecurrentState(hidden: gate(part(sums, 3)) * squash(cell), cell: cell)
    case .gru:
      let q = hiddenLin(read, context)
      let (r, z) = (gate(part(p, 0) + part(q, 0)), gate(part(p, 1) + part(q, 1)))
      let heard: Variable
      if functions.resetsAfterProduct {
        heard = r * part(q, 2)
      } else {
        let weight = part(context[hiddenLin.weight], 2)
        let product = (r * read).matmul(weight)
        let bias = hiddenLin.bias.map { context[$0].slice(axis: 0, 2 * hiddenSize..<3 * hiddenSize) }
        heard = bias.map { product + $0 } ?? product
      }
      let n = squash(part(p, 2) + heard)
      return RecurrentState(hidden: n - z * n + z * h)
    }
  }
}
