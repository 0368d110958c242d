// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

extension Recurrent where Cell == SimpleRNNCell {
  /// Creates a plain recurrent layer with the options of Keras' `SimpleRNN`, which learns the size of its
  /// input from ``build(inputShape:)``.
  ///
  /// - Parameters:
  ///   - units: the size of the state.
  ///   - activation: f.
  ///   - returnsSequences: whether the output is that of every step instead of the last one.
  ///   - returnsState: whether the layer also returns its state where it is called with an array.
  ///   - dropout: the dropout on the input, the same features in every step.
  ///   - recurrentDropout: the dropout on the state, the same units in every step.
  ///   - direction: the order in which steps are read.
  public init(
    units: Int, activation: Activation = .tanh, hasBias: Bool = true, returnsSequences: Bool = false,
    returnsState: Bool = false, dropout: Float = 0, recurrentDropout: Float = 0,
    direction: Direction = .forward
  ) {
    self.init(
      units: units, direction: direction, returnsSequences: returnsSequences, returnsState: returnsState,
      dropout: dropout, recurrentDropout: recurrentDropout
    ) { SimpleRNNCell(inputSize: $0, hiddenSize: units, hasBias: hasBias, activation: activation) }
  }
}

extension Recurrent where Cell == LSTMCell {
  /// Creates a long short-term memory with the options of Keras' `LSTM`, which learns the size of its input
  /// from ``build(inputShape:)``.
  ///
  /// - Parameters:
  ///   - units: the size of the state.
  ///   - activation: the function of g and of the cell.
  ///   - recurrentActivation: the function of the gates.
  ///   - returnsSequences: whether the output is that of every step instead of the last one.
  ///   - returnsState: whether the layer also returns its state where it is called with an array.
  ///   - dropout: the dropout on the input, the same features in every step.
  ///   - recurrentDropout: the dropout on the state, the same units in every step.
  ///   - direction: the order in which steps are read.
  public init(
    units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    hasBias: Bool = true, returnsSequences: Bool = false, returnsState: Bool = false, dropout: Float = 0,
    recurrentDropout: Float = 0, direction: Direction = .forward
  ) {
    self.init(
      units: units, direction: direction, returnsSequences: returnsSequences, returnsState: returnsState,
      dropout: dropout, recurrentDropout: recurrentDropout
    ) {
      LSTMCell(
        inputSize: $0, hiddenSize: units, hasBias: hasBias, activation: activation,
        recurrentActivation: recurrentActivation)
    }
  }
}

extension Recurrent where Cell == GRUCell {
  /// Creates gated recurrent units with the options of Keras' `GRU`, which learn the size of their input
  /// from ``build(inputShape:)``.
  ///
  /// - Parameters:
  ///   - units: the size of the state.
  ///   - activation: the function of n.
  ///   - recurrentActivation: the function of the gates.
  ///   - resetsAfterProduct: whether the reset gate multiplies the product with the state instead of the
  ///     state.
  ///   - returnsSequences: whether the output is that of every step instead of the last one.
  ///   - returnsState: whether the layer also returns its state where it is called with an array.
  ///   - dropout: the dropout on the input, the same features in every step.
  ///   - recurrentDropout: the dropout on the state, the same units in every step.
  ///   - direction: the order in which steps are read.
  public init(
    units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    resetsAfterProduct: Bool = true, hasBias: Bool = true, returnsSequences: Bool = false,
    returnsState: Bool = false, dropout: Float = 0, recurrentDropout: Float = 0,
    direction: Direction = .forward
  ) {
    self.init(
      units: units, direction: direction, returnsSequences: returnsSequences, returnsState: returnsState,
      dropout: dropout, recurrentDropout: recurrentDropout
    ) {
      GRUCell(
        inputSize: $0, hiddenSize: units, hasBias: hasBias, activation: activation,
        recurrentActivation: recurrentActivation, resetsAfterProduct: resetsAfterProduct)
    }
  }
}

extension Recurrent: MultipleInputLayer {
  /// Returns the output and, if ``returnsState`` is true, the final state: the hidden state of each layer
  /// and direction, `[parts, rows, hiddenSize]`, and the cell of an LSTM in the same shape.
  ///
  /// - Parameter inputs: the sequences, and optionally the initial hidden state and, for an LSTM, its cell,
  ///   in the shape of the returned state. Traps for other numbers of inputs.
  public func callAsFunction(_ inputs: [Variable], _ context: ForwardContext) -> [Variable] {
    guard (1...3).contains(inputs.count) else {
      fatalError("Recurrent: expected sequences and perhaps a state, found \(inputs.count) inputs")
    }
    let start =
      inputs.count == 1
      ? nil : RecurrentState(hidden: inputs[1], cell: inputs.count == 3 ? inputs[2] : nil)
    let result = read(inputs[0], from: start, context)
    let output = returnsSequence ? result.output : result.last
    guard returnsState else { return [output] }
    return [output, result.state.hidden] + (result.state.cell.map { [$0] } ?? [])
  }

  public mutating func build(inputShapes: [Shape]) { build(inputShape: inputShapes[0]) }
}
