public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// GraphSAGE with an LSTM: y_i = W_l (the last state of an LSTM that reads x_j of the neighbours j) + b + W_r x_i (Hamilton, Ying
/// and Leskovec 2017, section 3.3). Neighbours are read by ascending number.
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Names: `lstm...` of ``LSTMCell``, `lin_l.weight`, `lin_l.bias`,
/// `lin_r.weight`.
public struct SAGELSTMConv: MessagePassingLayer {
  /// What reads the neighbours.
  public var cell: LSTMCell
  /// W_l and b.
  public var neighbourLin: Linear
  /// W_r.
  public var rootLin: Linear

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
  ///
  /// - Parameter stateSize: of the LSTM; nil: that of the output.
  public init(inputSize: Int, outputSize: Int, stateSize: Int? = nil) {
    let size = stateSize ?? outputSize
    cell = LSTMCell(inputSize: inputSize, hiddenSize: size)
    neighbourLin = Linear(inputSize: size, outputSize: outputSize)
    rootLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lstm", &cell)
    visitor("lin_l", &neighbourLin)
    visitor("lin_r", &rootLin)
  }

  /// The output for dense or sparse features.
  ///
  /// Every node is multiplied by the input's weights once, however many hear it; states exist for a block of edges at a time.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projected = cell.inputLin(features, context)
    let states = edges.propagate(
      projected, targets: Variable(Tensor(zeros: [edges.pattern.rowCount, 0])), context,
      message: { input, _ in input.source },
      aggregate: { [cell] in Self.lastStates($0, $1, cell, $2) })
    return neighbourLin(states, context) + edges.targetRows(of: rootLin(features, context))
  }

  /// The state after the last message of every row; zeros for none. Rows go by falling length, so that those that still have
  /// something to read stand in front.
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
