// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A recurrent network over sequences, with one or more layers, in one or both directions.
///
/// Shapes: x `[rows, steps, inputSize]`. The output is the state after each step,
/// `[rows, steps, width]`, or the last one, `[rows, width]`. The width is `hiddenSize`, or twice that if
/// two directions are concatenated. Parameter names are those of PyTorch: `weight_ih_l0`,
/// `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, then `l1` and so on; names of the backward direction end
/// in `_reverse`.
///
/// ```swift
/// let lstm = LSTM(inputSize: 100, hiddenSize: 128, layers: 2, direction: .both(.concatenation))
/// let (output, last, state) = lstm.read(words, mask: .sequenceMask(lengths: lengths, steps: 25), context)
/// ```
///
/// For a stateful layer, pass `state.detached` of the previous batch to the next call.
public struct Recurrent<Cell: RecurrentCell>: Layer {
  /// The order in which steps are read.
  public enum Direction: Sendable, Hashable {
    /// The first step is read first.
    case forward
    /// The last step is read first.
    case backward
    /// Both orders, with separate weights (Schuster and Paliwal 1997).
    case both(Merge)

    var count: Int { if case .both = self { 2 } else { 1 } }
  }

  /// How the outputs of two directions are combined.
  public enum Merge: Sendable, Hashable { case concatenation, sum, mean, product }

  /// The cells of each layer: one, or one for the forward and one for the backward direction.
  public var cells: [[Cell]]
  /// The order in which steps are read.
  public let direction: Direction
  /// Whether ``callAsFunction(_:_:)-(Variable,_)`` returns the output of every step. If false, it returns that of the
  /// last step read.
  public let returnsSequence: Bool
  /// Whether ``callAsFunction(_:_:)-([Variable],_)`` also returns the state after the last step read.
  public let returnsState: Bool
  /// The dropout on the input of each layer. The same features are dropped in every step.
  public let inputDropout: Dropout
  /// The dropout on the state before its product with the weights. The same units are dropped in every
  /// step (Gal and Ghahramani 2016).
  public let recurrentDropout: Dropout
  /// The dropout between layers. Every element is dropped independently.
  public let layerDropout: Dropout
  /// Creates the cell of the first layer for an input size; nil if the size is known.
  private var makeFirstCell: (@Sendable (_ inputSize: Int) -> Cell)?

  /// Creates a network with the cells that `cell` returns for an input size.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward,
    returnsSequence: Bool = true, inputDropout: Float = 0, recurrentDropout: Float = 0,
    layerDropout: Float = 0, cell: (_ inputSize: Int) -> Cell
  ) {
    self.direction = direction
    self.returnsSequence = returnsSequence
    returnsState = false
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

  /// Creates a layer with the options of Keras, whose input size ``build(inputShape:)`` determines.
  init(
    units: Int, direction: Direction, returnsSequences: Bool, returnsState: Bool, dropout: Float,
    recurrentDropout: Float, cell: @escaping @Sendable (_ inputSize: Int) -> Cell
  ) {
    self.direction = direction
    returnsSequence = returnsSequences
    self.returnsState = returnsState
    inputDropout = Dropout(rate: dropout)
    self.recurrentDropout = Dropout(rate: recurrentDropout)
    layerDropout = Dropout(rate: 0)
    makeFirstCell = cell
    var unbuilt = cell(1)
    unbuilt.inputLin.weight = .unbuilt("Recurrent")
    cells = [[Cell](repeating: unbuilt, count: direction.count)]
  }

  /// Creates the weights for inputs whose last axis has the size of that of `inputShape`.
  public mutating func build(inputShape: Shape) {
    guard let makeFirstCell, let inputSize = inputShape.last else { return }
    cells[0] = cells[0].map { _ in makeFirstCell(inputSize) }
    self.makeFirstCell = nil
  }

  /// Creates a network with the default functions and initial weights of its cells.
  @_disfavoredOverload
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    for layer in cells.indices {
      for way in cells[layer].indices {
        cells[layer][way].visitParameters(visitor, suffix: "_l\(layer)" + (way == 1 ? "_reverse" : ""))
      }
    }
  }

  /// Returns the output of every step, or of the last step read if ``returnsSequence`` is false.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let result = read(input, context)
    return returnsSequence ? result.output : result.last
  }

  /// Returns the outputs and the final state.
  ///
  /// - Parameters:
  ///   - state: the initial state, `[layers * directions, rows, hiddenSize]`, layer by layer; nil means
  ///     zeros.
  ///   - mask: the steps to read, `[rows, steps]`. Steps where it is 0 are skipped and repeat the output
  ///     of the previous step.
  /// - Returns: the output of every step, the output of the last step that each direction has read, and
  ///   the state after it.
  public func read(
    _ input: Variable, from state: RecurrentState? = nil, mask: Tensor? = nil, _ context: ForwardContext
  ) -> (output: Variable, last: Variable, state: RecurrentState) {
    cells.first?.first?.inputLin.weight.requireBuilt()
    guard input.shape.rank == 3, let first = cells.first?.first, input.shape[2] == first.inputSize else {
      shapeFailure(
        "Recurrent", [input.shape],
        "expected [rows, steps, \(cells.first?.first?.inputSize ?? 0)] and at least one layer")
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
  /// Returns a mask, `[rows, steps]`, with 1 for the first `lengths[row]` steps of each row and 0 for
  /// the padding after them.
  public static func sequenceMask(lengths: [Int], steps: Int) -> Tensor {
    Tensor(
      lengths.flatMap { length in (0..<steps).map { $0 < length ? 1 : 0 } }, shape: [lengths.count, steps])
  }
}
