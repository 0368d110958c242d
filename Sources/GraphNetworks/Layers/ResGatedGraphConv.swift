public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Residual gated graph convolution: y_i = W_skip x_i + b + the sum over the neighbours j of
/// sigmoid(W_key x_i + W_query x_j) times W_value x_j, element by element (Bresson and Laurent 2017, "Residual gated graph ConvNets",
/// equation 11).
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Names: `lin_key`, `lin_query`, `lin_value`, each with `weight`
/// and `bias`, `lin_skip.weight`, `bias`.
public struct ResGatedGraphConv: MessagePassingLayer {
  /// W_key.
  public var keyLin: Linear
  /// W_query.
  public var queryLin: Linear
  /// W_value.
  public var valueLin: Linear
  /// W_skip.
  public var skipLin: Linear
  /// b, `[outputSize]`.
  public var bias: Parameter

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
  public init(inputSize: Int, outputSize: Int) {
    let linear = { (hasBias: Bool) in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    }
    keyLin = linear(true)
    queryLin = linear(true)
    valueLin = linear(true)
    skipLin = linear(false)
    bias = Parameter([outputSize], .zeros)
  }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("bias", &bias)
    visitor("lin_key", &keyLin)
    visitor("lin_query", &queryLin)
    visitor("lin_value", &valueLin)
    visitor("lin_skip", &skipLin)
  }

  /// The output for dense or sparse features. The gates exist for a block of edges at a time.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let size = valueLin.outputSize
    let spoken = Variable.concatenated([queryLin(features, context), valueLin(features, context)], axis: 1)
    let heard = edges.propagate(spoken, targets: edges.targetRows(of: keyLin(features, context)), context) {
      input, _ in
      let (query, value) = (
        input.source.slice(axis: 1, 0..<size), input.source.slice(axis: 1, size..<2 * size)
      )
      return (input.target + query).map(.sigmoid) * value
    }
    return heard + edges.targetRows(of: skipLin(features, context)) + context[bias]
  }
}
