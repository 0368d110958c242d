// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// GraphSAGE with an LSTM: `y_i = W_l h_i + b + W_r x_i`, where h_i is the last state of an LSTM that
/// reads x_j of the neighbours j in the order of their numbers (Hamilton, Ying and Leskovec 2017,
/// section 3.3). Edge weights are ignored.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `lstm...` of
/// ``LSTMCell``, `lin_l.weight`, `lin_l.bias`, `lin_r.weight`.
public struct SAGELSTMConv: MessagePassingLayer {
  /// The cell that reads the rows of the neighbours.
  public var cell: LSTMCell
  /// The linear layer with W_l and b.
  public var neighbourLin: Linear
  /// The linear layer with W_r.
  public var rootLin: Linear

  /// Creates the layer with Glorot-uniform initial weights W_l and W_r and a bias b that starts at 0.
  /// The weights and biases of the cell start as in ``LSTMCell``.
  ///
  /// - Parameter stateSize: the size of the LSTM's state; nil means `outputSize`.
  public init(inputSize: Int, outputSize: Int, stateSize: Int? = nil) {
    let size = stateSize ?? outputSize
    cell = LSTMCell(inputSize: inputSize, hiddenSize: size)
    neighbourLin = Linear(inputSize: size, outputSize: outputSize)
    rootLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lstm", &cell)
    visitor("lin_l", &neighbourLin)
    visitor("lin_r", &rootLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  ///
  /// The row of each node is multiplied by the LSTM's input weights only once, however many targets read
  /// it. States exist for only one block of edges at a time.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projected = cell.inputLin(features, context)
    let states = edges.propagate(
      projected, targets: Variable(Tensor(zeros: [edges.pattern.rowCount, 0])), context,
      message: { input, _ in input.source },
      aggregate: { [cell] in Self.lastStates($0, $1, cell, $2) })
    return neighbourLin(states, context) + edges.targetRows(of: features, through: rootLin, context)
  }

  /// Returns the state after the last message of each row, or zeros for rows without messages. Rows are
  /// processed in order of decreasing length, so that those with messages left to read always come
  /// first.
  private static func lastStates(
    _ messages: Variable, _ pattern: CSRPattern, _ cell: LSTMCell, _ context: ForwardContext
  ) -> Variable {
    let counts = pattern.rowCounts()
    let order = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    var state = cell.initialState(rows: counts.count)
    var finished = [Variable]()
    for step in 0..<(counts.max() ?? 0) {
      let reading = order.prefix { counts[$0] > step }
      let before = state.hidden.shape[0]
      if reading.count < before {
        finished.append(state.hidden.slice(axis: 0, reading.count..<before))
        let left = { (whole: Variable) in whole.slice(axis: 0, 0..<reading.count) }
        state = RecurrentState(hidden: left(state.hidden), cell: state.cell.map(left))
      }
      let inputs = messages.rows(reading.map { Int32(pattern.rowOffsets[$0] + step) })
      state = cell.next(inputs, state, context)
    }
    var place = [Int32](repeating: 0, count: order.count)
    for (position, row) in order.enumerated() { place[row] = Int32(position) }
    return Variable.concatenated([state.hidden] + finished.reversed(), axis: 0).rows(place)
  }
}
