// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// GraphSAGE with pooling: `y_i = W_l m_i + b + W_r x_i`, where m_i is the maximum of
/// `relu(W_pool x_j + b_pool)` over the neighbours j (Hamilton, Ying and Leskovec 2017, equation 3).
/// Edge weights are ignored.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `lin_pool`, `lin_l`,
/// each with `weight` and `bias`, `lin_r.weight`.
public struct SAGEPoolingConv: MessagePassingLayer {
  /// The linear layer with W_pool and b_pool.
  public var poolLin: Linear
  /// The linear layer with W_l and b.
  public var neighbourLin: Linear
  /// The linear layer with W_r.
  public var rootLin: Linear

  /// Creates the layer with Glorot-uniform initial weights and biases that start at 0.
  ///
  /// - Parameter poolSize: the number of columns that are pooled; nil means `outputSize`.
  public init(inputSize: Int, outputSize: Int, poolSize: Int? = nil) {
    let size = poolSize ?? outputSize
    poolLin = Linear(inputSize: inputSize, outputSize: size)
    neighbourLin = Linear(inputSize: size, outputSize: outputSize)
    rootLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_pool", &poolLin)
    visitor("lin_l", &neighbourLin)
    visitor("lin_r", &rootLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let pooled = edges.unweighted.aggregate(poolLin(features, context).relu(), .maximum, context)
    return neighbourLin(pooled, context) + edges.targetRows(of: features, through: rootLin, context)
  }
}
