public import Autograd
public import TensorCore

/// A recurrent network over sequences, of one or several layers, in one or both directions.
///
/// Shapes: x `[rows, steps, inputSize]`; the output is every step's state, `[rows, steps, width]`, or the last one, `[rows, width]`;
/// the width is `hiddenSize`, twice that where two directions stand side by side. Names as in PyTorch: `weight_ih_l0`,
/// `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, then `l1` ..., the way back with `_reverse` behind.
///
/// ```swift
/// let lstm = LSTM(inputSize: 100, hiddenSize: 128, layers: 2, direction: .both(.concatenation))
/// let (output, last, state) = lstm.read(words, mask: .sequenceMask(lengths: lengths, steps: 25), context)
/// ```
///
/// A stateful layer is one that gets `state.detached` of the batch before.
public struct Recurrent<Cell: RecurrentCell>: Layer {
  /// The order in which steps are read.
  public enum Direction: Sendable, Hashable {
    /// The first step first.
    case forward
    /// The last step first.
    case backward
    /// Both, by two sets of weights (Schuster and Paliwal 1997).
    case both(Merge)

    var count: Int { if case .both = self { 2 } else { 1 } }
  }

  /// How the outputs of two directions come together.
  public enum Merge: Sendable, Hashable { case concatenation, sum, mean, product }

  /// The cells of every layer: one, or that of the way there and that of the way back.
  public var cells: [[Cell]]
  /// The order in which steps are read.
  public let direction: Direction
  /// Whether ``callAsFunction(_:_:)`` puts out every step; else the last one that is read.
  public let returnsSequence: Bool
  /// Dropout on a layer's input, the same features in every step.
  public let inputDropout: Dropout
  /// Dropout on the state on its way into the product, the same units in every step (Gal and Ghahramani 2016).
  public let recurrentDropout: Dropout
  /// Dropout between layers, every element on its own.
  public let layerDropout: Dropout

  /// Creates the network of cells that `cell` makes from their input size.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward,
    returnsSequence: Bool = true, inputDropout: Float = 0, recurrentDropout: Float = 0,
    layerDropout: Float = 0, cell: (_ inputSize: Int) -> Cell
  ) {
    self.direction = direction
    self.returnsSequence = returnsSequence
    self.inputDropout = Dropout(rate: inputDropout)
    self.recurrentDropout = Dropout(rate: recurrentDropout)
    self.layerDropout = Dropout(rate: layerDropout)
    let width = direction == .both(.concatenation) ? 2 * hiddenSize : hiddenSize
    cells = (0..<layers).map { layer in
      (0..<direction.count).map { way in
        cell(layer == 0 ? inputSize : width)
      }
    }
  }

  /// Creates the network with the weights that its cells start from.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward,
    returnsSequence: Bool = true, hasBias: Bool = true, inputDropout: Float = 0, recurrentDropout: Float = 0,
    layerDropout: Float = 0
  ) {
    self.init(
      inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction,
      returnsSequence: returnsSequence, inputDropout: inputDropout, recurrentDropout: recurrentDropout,
      layerDropout: layerDropout
    ) { Cell(inputSize: $0, hiddenSize: hiddenSize, hasBias: hasBias) }
  }

  /// The size of a state.
  public var hiddenSize: Int { cells.first?.first?.hiddenSize ?? 0 }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    for layer in cells.indices {
      for way in cells[layer].indices {
        cells[layer][way].visitParameters(visitor, suffix: "_l\(layer)" + (way == 1 ? "_reverse" : ""))
      }
    }
  }

  /// Every step's output, or the last one.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let result = read(input, context)
    return returnsSequence ? result.output : result.last
  }

  /// The outputs and the state.
  ///
  /// - Parameters:
  ///   - state: `[layers * directions, rows, hiddenSize]`, layer by layer; nil: zeros.
  ///   - mask: `[rows, steps]`; steps where it is 0 are passed over, and have the output of the step before.
  /// - Returns: every step's output; the output of the last step that each direction has read; the state after it.
  public func read(
    _ input: Variable, from state: RecurrentState? = nil, mask: Tensor? = nil, _ context: ForwardContext
  ) -> (output: Variable, last: Variable, state: RecurrentState) {
    guard input.shape.rank == 3, let first = cells.first?.first, input.shape[2] == first.inputSize else {
      shapeFailure(
        "Recurrent", [input.shape],
        "[rows, steps, \(cells.first?.first?.inputSize ?? 0)] and at least one layer were expected")
    }
    var output = input
    var last = input
    var parts = [RecurrentState]()
    for (layer, ways) in cells.enumerated() {
      if layer > 0 { output = layerDropout(output, context) }
      let results = ways.enumerated().map { way, cell in
        let start = state?.part(parts.count + way) ?? cell.initialState(rows: input.shape[0])
        let isReversed = way == 1 || direction == .backward
        return run(cell, output, start, mask: mask, isReversed: isReversed, context)
      }
      parts += results.map(\.state)
      output = merged(results.map(\.states))
      last = merged(results.map(\.state.hidden))
    }
    return (output, last, RecurrentState(joining: parts))
  }

  private func run(
    _ cell: Cell, _ input: Variable, _ start: RecurrentState, mask: Tensor?, isReversed: Bool,
    _ context: ForwardContext
  ) -> (states: Variable, state: RecurrentState) {
    let rows = input.shape[0]
    var dropped = input
    if let factors = inputDropout.factors([rows, 1, input.shape[2]], context) {
      dropped = input * Variable(factors)
    }
    let run = cell.run(
      cell.inputLin(dropped, context), start, mask: mask, isReversed: isReversed,
      dropout: recurrentDropout.factors([rows, cell.hiddenSize], context), context)
    let hidden = run.states.lastState(isReversed: isReversed, initial: start.hidden)
    return (run.states, RecurrentState(hidden: hidden, cell: run.cell))
  }

  private func merged(_ ways: [Variable]) -> Variable {
    guard case .both(let merge) = direction else { return ways[0] }
    return switch merge {
    case .concatenation: .concatenated(ways, axis: ways[0].shape.rank - 1)
    case .sum: ways[0] + ways[1]
    case .mean: (ways[0] + ways[1]) * 0.5
    case .product: ways[0] * ways[1]
    }
  }
}

extension Tensor {
  /// 1 for the first `lengths[row]` steps of every row and 0 for the others, which only fill up: `[rows, steps]`.
  public static func sequenceMask(lengths: [Int], steps: Int) -> Tensor {
    Tensor(
      lengths.flatMap { length in (0..<steps).map { $0 < length ? 1 : 0 } }, shape: [lengths.count, steps])
  }
}
