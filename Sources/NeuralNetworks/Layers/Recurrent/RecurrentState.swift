// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The state that a recurrent layer carries from step to step.
public struct RecurrentState {
  /// h, the hidden state.
  public var hidden: Variable
  /// c, the cell of an LSTM; nil for other kinds.
  public var cell: Variable?

  /// Creates a state.
  public init(hidden: Variable, cell: Variable? = nil) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The same state as a constant. Use it to start the next part of a long sequence without a gradient
  /// flowing back into this part (truncated backpropagation through time), as in a stateful layer.
  public var detached: RecurrentState { RecurrentState(hidden: hidden.detached, cell: cell?.detached) }

  /// Returns the part of one layer and direction, `[rows, hidden]`, of a state `[parts, rows, hidden]`.
  func part(_ index: Int) -> RecurrentState {
    let part = { (whole: Variable) in
      whole.slice(axis: 0, index..<index + 1).reshaped([whole.shape[1], whole.shape[2]])
    }
    return RecurrentState(hidden: part(hidden), cell: cell.map(part))
  }

  /// Creates a state `[parts, rows, hidden]` from parts `[rows, hidden]`.
  init(joining parts: [RecurrentState]) {
    let join = { (parts: [Variable]) in
      Variable.concatenated(parts.map { $0.reshaped([1, $0.shape[0], $0.shape[1]]) }, axis: 0)
    }
    let cells = parts.compactMap(\.cell)
    self.init(hidden: join(parts.map(\.hidden)), cell: cells.isEmpty ? nil : join(cells))
  }
}
