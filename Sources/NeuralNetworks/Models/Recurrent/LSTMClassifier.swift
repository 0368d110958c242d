// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Layers of long short-term memories one above the other, then a linear layer and a logarithmic softmax on the
/// last state: `c' = f c + i g`, `h' = o tanh(c')`, y = log softmax(W h' + b). All weights are drawn uniformly from
/// -1/sqrt(n)...1/sqrt(n) for n hidden units, biases included.
///
/// Shapes: x `[batch, steps, inputSize]`, y `[batch, classes]`. Parameter names: `lstm.weight_ih_l0`, ..., `fc`.
public struct LSTMClassifier: Layer {
  /// The recurrent layers.
  public var lstm: LSTM
  /// The linear layer.
  public var fc: Linear

  /// Creates the network.
  public init(inputSize: Int, hiddenSize: Int, layers: Int = 1, classes: Int) {
    let bound = 1 / Float(max(1, hiddenSize)).squareRoot()
    let uniform = Initializer.uniform(-bound...bound)
    lstm = LSTM(inputSize: inputSize, hiddenSize: hiddenSize, layers: layers)
    fc = Linear(inputSize: hiddenSize, outputSize: classes)
    for layer in lstm.cells.indices {
      for part in [\LSTMCell.inputLin, \LSTMCell.hiddenLin] {
        let linear = lstm.cells[layer][0][keyPath: part]
        lstm.cells[layer][0][keyPath: part].weight = Parameter(linear.weight.shape, uniform)
        lstm.cells[layer][0][keyPath: part].bias = linear.bias.map { Parameter($0.shape, uniform) }
      }
    }
    fc.weight = Parameter(fc.weight.shape, uniform)
    fc.bias = Parameter([classes], uniform)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lstm", &lstm)
    visitor("fc", &fc)
  }

  /// Returns the logarithms of the probabilities of the classes.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    fc(lstm.read(input, context).last, context).logSoftmax()
  }
}
