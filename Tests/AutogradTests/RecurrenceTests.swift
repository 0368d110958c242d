// SPDX-License-Identifier: Apache-2.0

import Autograd
import CGraphKernels
import Foundation
import GraphLearningTestSupport
import TensorCore
import Testing

/// A recurrence under test and its reference in double precision.
struct RecurrenceCase: Sendable, CustomStringConvertible {
  var kind: RecurrentKind
  var rows = 3
  var steps = 4
  var hidden = 5
  var isReversed = false
  var isMasked = false
  var dropsOut = false

  var description: String {
    "\(kind), \(rows) rows, \(steps) steps, \(hidden) units"
      + (isReversed ? ", reversed" : "") + (isMasked ? ", masked" : "") + (dropsOut ? ", dropout" : "")
  }

  static let all = [RecurrentKind.tanh, .relu, .lstm, .gru].flatMap { kind in
    [
      RecurrenceCase(kind: kind),
      RecurrenceCase(kind: kind, isReversed: true),
      RecurrenceCase(kind: kind, isMasked: true),
      RecurrenceCase(kind: kind, isReversed: true, isMasked: true, dropsOut: true),
      RecurrenceCase(kind: kind, dropsOut: true),
      RecurrenceCase(kind: kind, rows: 1, steps: 1, hidden: 1),
      RecurrenceCase(kind: kind, rows: 7, steps: 2, hidden: 16),
      RecurrenceCase(kind: kind, rows: 2, steps: 2, hidden: 19),
    ]
  }

  var width: Int { kind.gateCount * hidden }

  /// The projected inputs, weight, bias and initial state and, for an LSTM, the initial cell.
  var inputs: [Tensor] {
    let samples = Samples(seed: 7)
    return [
      samples.tensor([rows, steps, width]), samples.tensor([hidden, width], ordinal: 1),
      samples.tensor([width], ordinal: 2), samples.tensor([rows, hidden], ordinal: 3),
    ] + (kind.hasCell ? [samples.tensor([rows, hidden], ordinal: 4)] : [])
  }

  /// A mask with some zeros, whose second row is all zeros.
  var mask: Tensor? {
    guard isMasked else { return nil }
    let pattern = (0..<rows * steps).map { place in
      place / steps == 1 || place % 5 == 2 ? Float(0) : 1
    }
    return Tensor(pattern, shape: [rows, steps])
  }

  var dropout: Tensor? {
    guard dropsOut else { return nil }
    return Tensor((0..<rows * hidden).map { $0 % 3 == 0 ? 0 : 1.5 }, shape: [rows, hidden])
  }

  func run(_ inputs: [Variable]) -> (states: Variable, cell: Variable?) {
    inputs[0].recurrence(
      kind, weight: inputs[1], bias: inputs[2], state: inputs[3], cell: kind.hasCell ? inputs[4] : nil,
      mask: mask, isReversed: isReversed, dropout: dropout)
  }

  /// Returns the states of all steps and the last cells.
  func reference(_ inputs: [[Double]]) -> (states: [Double], cells: [Double]) {
    let sigmoid = { (x: Double) in 1 / (1 + exp(-x)) }
    var states = [Double](repeating: 0, count: rows * steps * hidden)
    var cells = kind.hasCell ? inputs[4] : []
    let (mask, dropout) = (mask?.scalars, dropout?.scalars)
    for row in 0..<rows {
      var state = Array(inputs[3][row * hidden..<(row + 1) * hidden])
      for number in 0..<steps {
        let step = isReversed ? steps - 1 - number : number
        let entering = (0..<hidden).map { state[$0] * Double(dropout?[row * hidden + $0] ?? 1) }
        let q = (0..<width).map { column in
          (0..<hidden).reduce(inputs[2][column]) { $0 + entering[$1] * inputs[1][$1 * width + column] }
        }
        let p = { (gate: Int, unit: Int) in inputs[0][(row * steps + step) * width + gate * hidden + unit] }
        if mask?[row * steps + step] != 0 {
          state = (0..<hidden).map { unit in
            let sum = { (gate: Int) in p(gate, unit) + q[gate * hidden + unit] }
            switch kind {
            case .tanh: return tanh(sum(0))
            case .relu: return max(0, sum(0))
            case .lstm:
              let place = row * hidden + unit
              cells[place] = sigmoid(sum(1)) * cells[place] + sigmoid(sum(0)) * tanh(sum(2))
              return sigmoid(sum(3)) * tanh(cells[place])
            case .gru:
              let new = tanh(p(2, unit) + sigmoid(sum(0)) * q[2 * hidden + unit])
              return (1 - sigmoid(sum(1))) * new + sigmoid(sum(1)) * state[unit]
            }
          }
        }
        let start = (row * steps + step) * hidden
        states.replaceSubrange(start..<start + hidden, with: state)
      }
    }
    return (states, cells)
  }
}

@Suite("A recurrence over all steps as one operation")
struct RecurrenceTests {
  @Test(
    "The states of a recurrence and all their gradients match a straightforward loop",
    arguments: RecurrenceCase.all)
  func states(given: RecurrenceCase) {
    let wrong = GradientCheck.mismatch(
      given.inputs, relative: 1e-4, absolute: 1e-5, reference: { given.reference($0).states },
      operation: { given.run($0).states })
    #expect(wrong == nil)
  }

  @Test(
    "The last cell of an LSTM and its gradients match a straightforward loop",
    arguments: RecurrenceCase.all.filter { $0.kind.hasCell })
  func cell(given: RecurrenceCase) {
    let wrong = GradientCheck.mismatch(
      given.inputs, relative: 1e-4, absolute: 1e-5, reference: { given.reference($0).cells },
      operation: { given.run($0).cell ?? $0[0] })
    #expect(wrong == nil)
  }

  @Test("An LSTM combines the gradients of its states and of its last cell")
  func both() {
    let given = RecurrenceCase(kind: .lstm, isMasked: true)
    let wrong = GradientCheck.mismatch(
      given.inputs, relative: 1e-4, absolute: 1e-5,
      reference: { inputs in
        let (states, cells) = given.reference(inputs)
        return states.map { $0 * cells.reduce(0, +) }
      },
      operation: { inputs in
        let run = given.run(inputs)
        return run.cell.map { run.states * $0.sum() } ?? run.states
      })
    #expect(wrong == nil)
  }

  // The instruction set belongs to the whole process, in which other tests run.
  @Test("Recurrences match a straightforward loop on every instruction set")
  func levels() async {
    await #expect(processExitsWith: .success) {
      for given in RecurrenceCase.all {
        let inputs = given.inputs.map { Variable($0) }
        let expected = given.reference(given.inputs.map { $0.scalars.map { Double($0) } }).states
        for level in [GNK_LEVEL_BASE, GNK_LEVEL_AVX2, GNK_LEVEL_AVX512] {
          gnk_set_level(level)
          if let wrong = mismatch(given.run(inputs).states.value, expected, relative: 1e-5) {
            fatalError("\(given), \(level): \(wrong)")
          }
        }
      }
    }
  }

  @Test(
    "Recurrences give the same bits for any number of threads", arguments: [RecurrentKind.tanh, .lstm, .gru])
  func threads(kind: RecurrentKind) {
    let given = RecurrenceCase(kind: kind, rows: 50, steps: 6, hidden: 40)
    let runs = [1, 2, 3].map { count in
      Parallelism.$threadCount.withValue(count) {
        let tape = Tape()
        let inputs = given.inputs.map { Variable(leaf: $0, on: tape) }
        let output = given.run(inputs).states
        output.backward(cotangent: Tensor(repeating: 1, shape: output.shape))
        return [output.value] + inputs.map { $0.takeGradient() }
      }
    }
    for run in runs.dropFirst() {
      for (one, other) in zip(runs[0], run) { #expect(sameBits(one, other)) }
    }
  }

  @Test("A recurrence without rows or steps returns its initial states", arguments: [(0, 3), (2, 0)])
  func empty(rows: Int, steps: Int) {
    let given = RecurrenceCase(kind: .lstm, rows: rows, steps: steps)
    let tape = Tape()
    let inputs = given.inputs.map { Variable(leaf: $0, on: tape) }
    let run = given.run(inputs)
    #expect(run.states.shape == [rows, steps, 5])
    #expect(run.cell?.shape == [rows, 5])
    let last = run.states.lastState(initial: inputs[3])
    #expect(last.value == (rows == 0 ? Tensor(zeros: [0, 5]) : given.inputs[3]))
    (last.sum() + (run.cell?.sum() ?? last.sum())).backward()
    #expect(inputs[1].takeGradient() == Tensor(zeros: inputs[1].shape))
    #expect(inputs[4].takeGradient() == Tensor(repeating: 1, shape: inputs[4].shape))
  }
}
