public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Local extremum convolution: y_i = W_3 x_i + b_3 + the sum over the neighbours j of e_ij (W_1 x_j + b_1 - W_2 x_i) (Ranjan, Sanyal
/// and Talukdar 2020, "ASAP", equation 7).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Names: `lin1.weight`, `lin1.bias`, `lin2.weight`,
/// `lin3.weight`, `lin3.bias`.
public struct LEConv: MessagePassingLayer {
  /// W_1 and b_1.
  public var sourceLin: Linear
  /// W_2.
  public var targetLin: Linear
  /// W_3 and b_3.
  public var rootLin: Linear

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
  public init(inputSize: Int, outputSize: Int) {
    let linear = { (hasBias: Bool) in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    }
    sourceLin = linear(true)
    targetLin = linear(false)
    rootLin = linear(true)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &sourceLin)
    visitor("lin2", &targetLin)
    visitor("lin3", &rootLin)
  }

  /// The output for dense or sparse features: the difference is linear, so that no edge has a row of its own.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let heard = edges.aggregate(sourceLin(features, context), .sum, context)
    let degrees = edges.aggregate(
      Variable(Tensor(repeating: 1, shape: [edges.pattern.columnCount, 1])), .sum, context)
    return heard - edges.targetRows(of: targetLin(features, context)) * degrees
      + edges.targetRows(of: rootLin(features, context))
  }
}
