public import Autograd
public import NeuralNetworks
internal import TensorCore

/// GraphSAGE with pooling: y_i = W_l max over the neighbours j of relu(W_pool x_j + b_pool) + b + W_r x_i (Hamilton, Ying and Leskovec
/// 2017, equation 3).
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Names: `lin_pool`, `lin_l`, each with `weight` and `bias`,
/// `lin_r.weight`.
public struct SAGEPoolingConv: MessagePassingLayer {
  /// W_pool and b_pool.
  public var poolLin: Linear
  /// W_l and b.
  public var neighbourLin: Linear
  /// W_r.
  public var rootLin: Linear

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
  ///
  /// - Parameter poolSize: the number of columns that are pooled; nil: as many as of the output.
  public init(inputSize: Int, outputSize: Int, poolSize: Int? = nil) {
    let size = poolSize ?? outputSize
    poolLin = Linear(inputSize: inputSize, outputSize: size)
    neighbourLin = Linear(inputSize: size, outputSize: outputSize)
    rootLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_pool", &poolLin)
    visitor("lin_l", &neighbourLin)
    visitor("lin_r", &rootLin)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let pooled = edges.unweighted.aggregate(poolLin(features, context).relu(), .maximum, context)
    return neighbourLin(pooled, context) + edges.targetRows(of: rootLin(features, context))
  }
}
