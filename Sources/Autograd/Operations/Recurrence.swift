internal import CGraphKernels
public import TensorCore

/// What a recurrent layer computes in every step from its projected input p and the product q = h W + b with the state before.
public enum RecurrentKind: Sendable, Hashable {
  /// h' = tanh(p + q) (Elman 1990).
  case tanh
  /// h' = max(p + q, 0).
  case relu
  /// Gates i, f, g, o of p + q: c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c') (Hochreiter and Schmidhuber 1997,
  /// with the forget gate of Gers et al. 2000).
  case lstm
  /// Gates r, z of p + q; n = tanh(p_n + sigmoid(r) q_n), h' = (1 - sigmoid(z)) n + sigmoid(z) h (Cho et al. 2014, with the reset
  /// after the product, as in cuDNN).
  case gru

  /// How many numbers a unit and step needs.
  public var gateCount: Int { Int(gnk_cell_gates(code)) }
  /// Whether there is a cell besides the state.
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
  /// All steps of a recurrent layer, from inputs that have been multiplied by their weights: `[rows, steps, gates * hidden] ->
  /// [rows, steps, hidden]`, the state after every step.
  ///
  /// The products with the state and the gates of all steps are one operation. Kept for the backward pass are the gates of an LSTM with its
  /// cells and those of a GRU with its product q_n, four and one or four times `[rows, steps, hidden]`.
  /// The backward pass walks the steps the other way round and takes the weights' gradient in one product over all of them.
  ///
  /// - Parameters:
  ///   - weight: W, `[hidden, gates * hidden]`.
  ///   - bias: b, `[gates * hidden]`.
  ///   - state: before the first step, `[rows, hidden]`.
  ///   - cell: of an LSTM before the first step, `[rows, hidden]`.
  ///   - mask: `[rows, steps]`; where it is 0 the state stays as it was, and is the output once more.
  ///   - isReversed: reads the last step first.
  ///   - dropout: factors of the state on its way into the product, the same in every step (Gal and Ghahramani 2016), `[rows,
  ///     hidden]`.
  /// - Returns: the states; for an LSTM the cell after the last step that was read, `[rows, hidden]`.
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
    // The cell's gradient arrives first, for it is made last, and waits for that of the states.
    let waiting = WaitingGradient()
    // Products with the state, and about ten operations a gate.
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

  /// The state after the last step that a recurrent layer has read, `[rows, steps, hidden] -> [rows, hidden]`; `initial` where there
  /// are no steps.
  public func lastState(isReversed: Bool = false, initial: Variable) -> Variable {
    guard shape[1] > 0 else { return initial }
    let step = isReversed ? 0 : shape[1] - 1
    return slice(axis: 1, step..<step + 1).reshaped([shape[0], shape[2]])
  }
}

/// A gradient that one output of an operation leaves for another.
private final class WaitingGradient {
  var value: Tensor?
}

extension Tensor {
  /// `[rows, steps, width] -> [rows, width]`
  fileprivate func lastStep(isReversed: Bool, otherwise: Tensor) -> Tensor {
    guard shape[1] > 0 else { return otherwise }
    let step = isReversed ? 0 : shape[1] - 1
    return slice(axis: 1, step..<step + 1).reshaped([shape[0], shape[2]])
  }
}

/// One recurrence: what goes in, checked, and the passes over it.
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
    let states: Tensor
    /// Of an LSTM, else empty.
    let cells: Tensor
    let kept: Tensor?
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
        "[rows, steps, \(kind.gateCount) * hidden] and [hidden, \(kind.gateCount) * hidden] were expected")
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
      shapeFailure("recurrence", [projected], "an LSTM, and nothing else, takes a cell")
    }
    (self.kind, self.weight, self.bias) = (kind, weight, bias)
    (self.state, self.cell, self.mask, self.isReversed) = (state, cell, mask, isReversed)
    (self.hidden, self.dropout) = (hidden, dropout)
  }

  /// Rows a thread takes through all steps, fixed by the shape: few enough for two threads, enough to use the weights well.
  private var grain: Int { max(6, min(48, (rows + 3) / 4)) }

  private var nanoseconds: Int { rows * steps * hidden * kind.gateCount * (hidden / 30 + 2) }

  /// The weights in the order in which a pass reads them.
  private func panels(backward: Bool) -> Tensor {
    let panels = Tensor(
      uninitialized: [Int(gnk_recurrence_panels(kind.code, Int64(hidden), backward ? 1 : 0))])
    unsafe gnk_recurrence_pack(
      kind.code, Int64(hidden), backward ? 1 : 0, weight.pointer, panels.ownedPointer)
    return panels
  }

  private func description(_ output: Output, projected: Tensor? = nil) -> gnk_recurrence_t {
    unsafe gnk_recurrence_t(
      cell: kind.code, reversed: isReversed ? 1 : 0, steps: Int64(steps), hidden: Int64(hidden),
      projected: projected?.pointer, bias: bias?.pointer, mask: mask?.pointer, dropout: dropout?.pointer,
      state: state.pointer, cellState: cell?.pointer, output: output.states.ownedPointer,
      cells: kind.hasCell ? output.cells.ownedPointer : nil, kept: output.kept?.ownedPointer)
  }

  func forward(_ projected: Tensor, keepsGates: Bool) -> Output {
    let keptCount = Int(gnk_cell_kept(kind.code))
    let output = Output(
      states: Tensor(uninitialized: [rows, steps, hidden]),
      cells: Tensor(uninitialized: [rows, steps, kind.hasCell ? hidden : 0]),
      kept: keepsGates && keptCount > 0 ? Tensor(uninitialized: [rows, steps, keptCount * hidden]) : nil)
    let panels = panels(backward: false)
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: nanoseconds) { range in
      var description = unsafe description(output, projected: projected)
      unsafe gnk_recurrence_forward(
        &description, panels.pointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return output
  }

  func backward(_ output: Output, gradient: Tensor, lastCell: Tensor?) -> (
    projected: Tensor, product: Tensor, previous: Tensor, state: Tensor, cell: Tensor?
  ) {
    let width = kind.gateCount * hidden
    let byProjected = Tensor(uninitialized: [rows, steps, width])
    let byProduct = kind == .gru ? Tensor(uninitialized: [rows, steps, width]) : byProjected
    let previous = Tensor(uninitialized: [rows, steps, hidden])
    let byState = Tensor(uninitialized: [rows, hidden])
    let byCell = kind.hasCell ? Tensor(uninitialized: [rows, hidden]) : nil
    let panels = panels(backward: true)
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: nanoseconds) { range in
      var description = unsafe description(output)
      var gradients = unsafe gnk_recurrence_gradient_t(
        output: gradient.pointer, lastCell: lastCell?.pointer, projected: byProjected.ownedPointer,
        product: byProduct.ownedPointer, previous: previous.ownedPointer, state: byState.ownedPointer,
        cellState: byCell?.ownedPointer)
      unsafe gnk_recurrence_backward(
        &description, &gradients, panels.pointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return (byProjected, byProduct, previous, byState, byCell)
  }
}
