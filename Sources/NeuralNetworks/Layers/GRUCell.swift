public import Autograd
public import TensorCore

/// A gated recurrent unit (Cho et al. 2014): with r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z likewise and
/// n = tanh(W_in x + b_in + r (W_hn h + b_hn)), the next state is (1 - z) n + z h.
///
/// Shapes: x `[rows, inputSize]`, h `[rows, hiddenSize]`. Names: `weight_ih` `[3 hidden, input]`, `weight_hh`
/// `[3 hidden, hidden]`, `bias_ih`, `bias_hh`, the gates in the order r, z, n.
public struct GRUCell: Module {
  /// W_i with its bias.
  public var inputLin: Linear
  /// W_h with its bias.
  public var hiddenLin: Linear

  /// Draws the weights after Glorot and Bengio; biases start at 0.
  public init(inputSize: Int, hiddenSize: Int, stream: RandomStream) {
    inputLin = Linear(inputSize: inputSize, outputSize: 3 * hiddenSize, stream: stream.substream(0))
    hiddenLin = Linear(inputSize: hiddenSize, outputSize: 3 * hiddenSize, stream: stream.substream(1))
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
  public func callAsFunction(_ input: Variable, state: Variable, _ context: ForwardContext) -> Variable {
    let (fromInput, fromState) = (inputLin(input, context), hiddenLin(state, context))
    let part = { (whole: Variable, gate: Int) in
      whole.slice(axis: 1, gate * hiddenSize..<(gate + 1) * hiddenSize)
    }
    let reset = (part(fromInput, 0) + part(fromState, 0)).map(.sigmoid)
    let update = (part(fromInput, 1) + part(fromState, 1)).map(.sigmoid)
    let new = (part(fromInput, 2) + reset * part(fromState, 2)).map(.hyperbolicTangent)
    return new + update * (state - new)
  }
}
