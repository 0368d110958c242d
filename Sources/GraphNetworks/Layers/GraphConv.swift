// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The graph convolution derived from the Weisfeiler-Leman test: `y_i = W_rel s_i + b + W_root x_i`,
/// where s_i is the aggregate of `w_ij x_j` over the neighbours j and w_ij is the edge weight (Morris et
/// al. 2019, "Weisfeiler and Leman go neural", equation 5).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `lin_rel.weight`,
/// `lin_rel.bias`, `lin_root.weight`.
public struct GraphConv: MessagePassingLayer {
  /// The linear layer with W_rel and b.
  public var neighbourLin: Linear
  /// The linear layer with W_root.
  public var rootLin: Linear
  /// The aggregation of the neighbours.
  public let aggregation: Aggregation

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  public init(
    inputSize: Int, outputSize: Int, aggregation: Aggregation = .sum, hasBias: Bool = true
  ) {
    self.aggregation = aggregation
    neighbourLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    rootLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_rel", &neighbourLin)
    visitor("lin_root", &rootLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources. Aggregations
  /// other than the sum and the mean make sparse features dense.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let output = edges.aggregate(features, through: neighbourLin, aggregation, context)
    return output + edges.targetRows(of: features, through: rootLin, context)
  }
}
