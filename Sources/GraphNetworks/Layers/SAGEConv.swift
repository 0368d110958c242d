// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// GraphSAGE: `y_i = W_l s_i + b + W_r x_i`, where s_i is the aggregate of `w_ij x_j` over the
/// neighbours j, and w_ij is the edge weight, or 1 if edges have no weights (Hamilton, Ying and Leskovec
/// 2017, algorithm 1). A mean divides by the number of edges.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `lin_l.weight`,
/// `lin_l.bias`, `lin_r.weight`.
public struct SAGEConv: MessagePassingLayer {
  /// The linear layer with W_l and b.
  public var neighbourLin: Linear
  /// The linear layer with W_r; nil if the node itself is left out.
  public var rootLin: Linear?
  /// The aggregation of the neighbours.
  public let aggregation: Aggregation
  /// Whether the rows of the output are scaled to unit length.
  public let normalizesOutput: Bool

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  public init(
    inputSize: Int, outputSize: Int, aggregation: Aggregation = .mean, hasRoot: Bool = true,
    normalizesOutput: Bool = false, hasBias: Bool = true
  ) {
    self.aggregation = aggregation
    self.normalizesOutput = normalizesOutput
    neighbourLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    rootLin =
      hasRoot
      ? Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false)
      : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_l", &neighbourLin)
    visitor("lin_r", &rootLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources. Aggregations
  /// other than the sum and the mean make sparse features dense.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    var output = edges.aggregate(features, through: neighbourLin, aggregation, context)
    if let rootLin { output = output + edges.targetRows(of: features, through: rootLin, context) }
    return normalizesOutput ? output.unitRows() : output
  }
}
