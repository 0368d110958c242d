// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import TensorCore

/// The function that a recurrent layer computes in each step from its projected input p and the product
/// `q = h W + b` of the previous state h.
public enum RecurrentKind: Sendable, Hashable {
  /// `h' = tanh(p + q)` (Elman 1990).
  case tanh
  /// `h' = max(p + q, 0)`.
  case relu
  /// Long short-term memory with the gates i, f, g, o of `p + q`:
  /// `c' = sigmoid(f) c + sigmoid(i) tanh(g)`, `h' = sigmoid(o) tanh(c')` (Hochreiter and Schmidhuber
  /// 1997, with the forget gate of Gers et al. 2000).
  case lstm
  /// Gated recurrent unit with the gates r, z of `p + q`: `n = tanh(p_n + sigmoid(r) q_n)`,
  /// `h' = (1 - sigmoid(z)) n + sigmoid(z) h` (Cho et al. 2014, with the reset after the product, as in
  /// cuDNN).
  case gru

  /// The number of gates: how many projected numbers each hidden unit needs per step.
  public var gateCount: Int { Int(gnk_cell_gates(code)) }
  /// Whether there is a cell in addition to the state.
  public var hasCell: Bool { self == .lstm }

  var code: gnk_cell_t {
    switch self {
    case .tanh: GNK_CELL_TANH
    case .relu: GNK_CELL_RELU
    case .lstm: GNK_CELL_LSTM
    case .gru: GNK_CELL_GRU
    }
  }
}

extension Variable {
  /// Runs all steps of a recurrent layer on inputs that have already been multiplied by their weights,
  /// `[rows, steps, gates * hidden]`, and returns the state after each step, `[rows, steps, hidden]`.
  ///
  /// The products with the state and the gates of all steps are one operation. For the backward pass, an
  /// LSTM keeps its gates and cells and a GRU keeps its gates and the product q_n: five or four times
  /// `[rows, steps, hidden]`. The backward pass visits the steps in the opposite order and computes the
  /// gradient of the weights with one product over all steps.
  ///
  /// - Parameters:
  ///   - weight: W, `[hidden, gates * hidden]`.
  ///   - bias: b, `[gates * hidden]`.
  ///   - state: the state before the first step, `[rows, hidden]`.
  ///   - cell: the cell of an LSTM before the first step, `[rows, hidden]`.
  ///   - mask: the steps to read, `[rows, steps]`. Where it is 0, the state does not change and is
  ///     output again.
  ///   - isReversed: whether to read the last step first.
  ///   - dropout: factors applied to the state before the product, the same in every step (Gal and
  ///     Ghahramani 2016), `[rows, hidden]`.
  /// - Returns: the states and, for an LSTM, the cell after the last step that was read,
  ///   `[rows, hidden]`.
  public func recurrence(
    _ kind: RecurrentKind, weight: Variable, bias: Variable?, state: Variable, cell: Variable? = nil,
    mask: Tensor? = nil, isReversed: Bool = false, dropout: Tensor? = nil
  ) -> (states: Variable, cell: Variable?) {
    let run = RecurrenceRun(
      kind: kind, projected: shape, weight: weight.value, bias: bias?.value, state: state.value,
      cell: cell?.value, mask: mask, isReversed: isReversed, dropout: dropout)
    let inputs = [self, weight, state] + [bias, cell].compactMap { $0 }
    let isRecorded = inputs.contains(where: \.dependsOnParameters)
    let output = run.forward(value, keepsGates: isRecorded)
    let nodes = (
      projected: node, weight: weight.node, bias: bias?.node, state: state.node, cell: cell?.node
    )
    // The cell is recorded last, so its gradient arrives first and waits for the gradient of the
    // states.
    let waiting = WaitingGradient()
    // Products with the state, and about ten operations per gate.
    let work = run.rows * run.steps * kind.gateCount * run.hidden * (2 * run.hidden + 10)
    let kept = output.cells.count + (output.kept?.count ?? 0)
    let states = Variable(output.states, from: inputs, work: work, kept: kept) { gradient, tape in
      let back = run.backward(output, gradient: gradient, lastCell: waiting.value)
      tape.add(back.projected, to: nodes.projected)
      let (rows, width) = (run.rows * run.steps, kind.gateCount * run.hidden)
      let product = back.product.reshaped([rows, width])
      tape.add(
        back.previous.reshaped([rows, run.hidden]).matmul(product, transposingLeft: true), to: nodes.weight)
      tape.add(product.sum(axis: 0), to: nodes.bias)
      tape.add(back.state, to: nodes.state)
      if let cell = back.cell { tape.add(cell, to: nodes.cell) }
    }
    guard kind.hasCell else { return (states, nil) }
    let last = output.cells.lastStep(isReversed: isReversed, otherwise: cell?.value ?? output.cells)
    let lastCell = Variable(last, from: states) { [node = states.node, shape = states.shape] gradient, tape in
      waiting.value = gradient
      tape.add(Tensor(zeros: shape), to: node)
    }
    return (states, lastCell)
  }

  /// Returns the state after the last step that a recurrent layer has read,
  /// `[rows, steps, hidden] -> [rows, hidden]`, or `initial` if there are no steps.
  public func lastState(isReversed: Bool = false, initial: Variable) -> Variable {
    guard shape[1] > 0 else { return initial }
    let step = isReversed ? 0 : shape[1] - 1
    return slice(axis: 1, step..<step + 1).reshaped([shape[0], shape[2]])
  }
}

/// A gradient that the pullback of one output of an operation leaves for the pullback of another.
private final class WaitingGradient {
  var value: Tensor?
}

extension Tensor {
  /// Returns the last step that was read, `[rows, steps, width] -> [rows, width]`.
  fileprivate func lastStep(isReversed: Bool, otherwise: Tensor) -> Tensor {
    guard shape[1] > 0 else { return otherwise }
    let step = isReversed ? 0 : shape[1] - 1
    return slice(axis: 1, step..<step + 1).reshaped([shape[0], shape[2]])
  }
}

/// One recurrence: the checked inputs and the passes over them.
private struct RecurrenceRun {
  let kind: RecurrentKind
  let rows: Int
  let steps: Int
  let hidden: Int
  private let weight: Tensor
  private let bias: Tensor?
  private let state: Tensor
  private let cell: Tensor?
  private let mask: Tensor?
  private let isReversed: Bool
  private let dropout: Tensor?

  struct Output {
    var states: Tensor
    /// The cells of an LSTM; empty for other kinds.
    var cells: Tensor
    var kept: Tensor?
  }

  /// The memory of an output, which a forward pass writes and a backward pass reads.
  @safe
  private struct OutputPointers {
    let states: UnsafeMutablePointer<Float>
    let cells: UnsafeMutablePointer<Float>
    let kept: UnsafeMutablePointer<Float>?

    init(writing output: inout Output) {
      unsafe states = output.states.uniquePointer()
      unsafe cells = output.cells.uniquePointer()
      unsafe kept = output.kept?.uniquePointer()
    }

    init(reading output: Output) {
      unsafe states = UnsafeMutablePointer(mutating: output.states.pointer)
      unsafe cells = UnsafeMutablePointer(mutating: output.cells.pointer)
      unsafe kept = output.kept.map { unsafe UnsafeMutablePointer(mutating: $0.pointer) }
    }
  }

  init(
    kind: RecurrentKind, projected: Shape, weight: Tensor, bias: Tensor?, state: Tensor, cell: Tensor?,
    mask: Tensor?, isReversed: Bool, dropout: Tensor?
  ) {
    let hidden = weight.shape.first ?? 0
    let width = kind.gateCount * hidden
    guard projected.rank == 3 && weight.shape == [hidden, width] && projected[2] == width else {
      shapeFailure(
        "recurrence", [projected, weight.shape],
        "expected [rows, steps, \(kind.gateCount) * hidden] and [hidden, \(kind.gateCount) * hidden]")
    }
    rows = projected[0]
    steps = projected[1]
    let expected: [(String, Tensor?, Shape)] = [
      ("bias", bias, [width]), ("state", state, [rows, hidden]), ("cell", cell, [rows, hidden]),
      ("mask", mask, [rows, steps]), ("dropout", dropout, [rows, hidden]),
    ]
    for case (let name, let tensor?, let shape) in expected where tensor.shape != shape {
      shapeFailure("recurrence", [projected, tensor.shape], "the \(name) must be \(shape)")
    }
    guard (cell != nil) == kind.hasCell else {
      shapeFailure(
        "recurrence", [projected], "a cell is required for an LSTM and not allowed for other kinds")
    }
    (self.kind, self.weight, self.bias) = (kind, weight, bias)
    (self.state, self.cell, self.mask, self.isReversed) = (state, cell, mask, isReversed)
    (self.hidden, self.dropout) = (hidden, dropout)
  }

  /// The number of rows that one thread takes through all steps. It depends only on the shape: small
  /// enough to occupy two threads, large enough to make good use of the weights.
  private var grain: Int { max(6, min(48, (rows + 3) / 4)) }

  private var nanoseconds: Int { rows * steps * hidden * kind.gateCount * (hidden / 30 + 2) }

  /// Returns the weights in the order in which a pass reads them.
  private func panels(backward: Bool) -> Tensor {
    var panels = Tensor(
      uninitialized: [Int(gnk_recurrence_panels(kind.code, Int64(hidden), backward ? 1 : 0))])
    unsafe gnk_recurrence_pack(
      kind.code, Int64(hidden), backward ? 1 : 0, weight.pointer, panels.uniquePointer())
    return panels
  }

  private func description(_ output: OutputPointers, projected: Tensor? = nil) -> gnk_recurrence_t {
    unsafe gnk_recurrence_t(
      cell: kind.code, reversed: isReversed ? 1 : 0, steps: Int64(steps), hidden: Int64(hidden),
      projected: projected?.pointer, bias: bias?.pointer, mask: mask?.pointer, dropout: dropout?.pointer,
      state: state.pointer, cellState: cell?.pointer, output: output.states,
      cells: kind.hasCell ? output.cells : nil, kept: output.kept)
  }

  func forward(_ projected: Tensor, keepsGates: Bool) -> Output {
    let keptCount = Int(gnk_cell_kept(kind.code))
    var output = Output(
      states: Tensor(uninitialized: [rows, steps, hidden]),
      cells: Tensor(uninitialized: [rows, steps, kind.hasCell ? hidden : 0]),
      kept: keepsGates && keptCount > 0 ? Tensor(uninitialized: [rows, steps, keptCount * hidden]) : nil)
    let pointers = OutputPointers(writing: &output)
    let panels = panels(backward: false)
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: nanoseconds) { range in
      var description = unsafe description(pointers, projected: projected)
      unsafe gnk_recurrence_forward(
        &description, panels.pointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return output
  }

  func backward(_ output: Output, gradient: Tensor, lastCell: Tensor?) -> (
    projected: Tensor, product: Tensor, previous: Tensor, state: Tensor, cell: Tensor?
  ) {
    let width = kind.gateCount * hidden
    var byProjected = Tensor(uninitialized: [rows, steps, width])
    let byProjectedPointer = unsafe byProjected.uniquePointer()
    var byProduct = kind == .gru ? Tensor(uninitialized: [rows, steps, width]) : nil
    let byProductPointer = unsafe byProduct?.uniquePointer() ?? byProjectedPointer
    var previous = Tensor(uninitialized: [rows, steps, hidden])
    let previousPointer = unsafe previous.uniquePointer()
    var byState = Tensor(uninitialized: [rows, hidden])
    let byStatePointer = unsafe byState.uniquePointer()
    var byCell = kind.hasCell ? Tensor(uninitialized: [rows, hidden]) : nil
    let byCellPointer = unsafe byCell?.uniquePointer()
    let pointers = OutputPointers(reading: output)
    let panels = panels(backward: true)
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: nanoseconds) { range in
      var description = unsafe description(pointers)
      var gradients = unsafe gnk_recurrence_gradient_t(
        output: gradient.pointer, lastCell: lastCell?.pointer, projected: byProjectedPointer,
        product: byProductPointer, previous: previousPointer, state: byStatePointer,
        cellState: byCellPointer)
      unsafe gnk_recurrence_backward(
        &description, &gradients, panels.pointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return (byProjected, byProduct ?? byProjected, previous, byState, byCell)
  }
}
