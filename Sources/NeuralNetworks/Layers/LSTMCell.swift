public import Autograd
public import TensorCore

/// A long short-term memory cell (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000): the gates
/// i, f, o are sigmoids and g is the tanh of W_i x + b_i + W_h h + b_h; c' = f c + i g, h' = o tanh(c').
///
/// Shapes: x `[rows, inputSize]`, h and c `[rows, hiddenSize]`. Names: `weight_ih` `[4 hidden, input]`, `weight_hh`
/// `[4 hidden, hidden]`, `bias_ih`, `bias_hh`, the gates in the order i, f, g, o.
public struct LSTMCell: Module {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear

  /// Draws the weights after Glorot and Bengio; biases start at 0, those of the forget gate at 1 in sum.
  public init(inputSize: Int, hiddenSize: Int, stream: RandomStream) {
    inputLin = Linear(inputSize: inputSize, outputSize: 4 * hiddenSize, stream: stream.substream(0))
    hiddenLin = Linear(inputSize: hiddenSize, outputSize: 4 * hiddenSize, stream: stream.substream(1))
    inputLin.bias?.value = Tensor(
      (0..<4 * hiddenSize).map { $0 / max(1, hiddenSize) == 1 ? 1 : 0 }, shape: [4 * hiddenSize])
  }

  /// The size of the state.
  public var hiddenSize: Int { hiddenLin.inputSize }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight_ih", &inputLin.weight, layout: .transposed)
    visitor("weight_hh", &hiddenLin.weight, layout: .transposed)
    visitor("bias_ih", &inputLin.bias)
    visitor("bias_hh", &hiddenLin.bias)
  }

  /// The state after `input`.
  public func callAsFunction(
    _ input: Variable, state: (hidden: Variable, cell: Variable), _ context: ForwardContext
  ) -> (hidden: Variable, cell: Variable) {
    next(inputLin(input, context), state, context)
  }

  /// The state after an input that has been multiplied by its weights already: W_i x + b_i.
  package func next(
    _ projected: Variable, _ state: (hidden: Variable, cell: Variable), _ context: ForwardContext
  ) -> (hidden: Variable, cell: Variable) {
    let sums = projected + hiddenLin(state.hidden, context)
    let gate = { (number: Int) in sums.slice(axis: 1, number * hiddenSize..<(number + 1) * hiddenSize) }
    let kept = gate(1).map(.sigmoid) * state.cell
    let cell = kept + gate(0).map(.sigmoid) * gate(2).map(.hyperbolicTangent)
    return (gate(3).map(.sigmoid) * cell.map(.hyperbolicTangent), cell)
  }
}
