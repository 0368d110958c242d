// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Graph convolution with diagonal enhancement: `Y = (P + diagonal diag(P)) X W_out + b + X W_root` with
/// `P = D~^-1 (A + I)` (Chiang et al. 2019, "Cluster-GCN", equation 11).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Parameter names: `lin_out.weight`,
/// `lin_out.bias`, `lin_root.weight`.
public struct ClusterGCNConv: MessagePassingLayer {
  /// The linear layer with W_out and b.
  public var outputLin: Linear
  /// The linear layer with W_root.
  public var rootLin: Linear
  /// The strength of the diagonal enhancement.
  public let diagonal: Double

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  public init(
    inputSize: Int, outputSize: Int, diagonal: Double = 0, hasBias: Bool = true
  ) {
    self.diagonal = diagonal
    outputLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    rootLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  /// P with its diagonal enhanced.
  public var edgeForm: EdgeForm { .diagonalEnhanced(diagonal: diagonal) }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_out", &outputLin)
    visitor("lin_root", &rootLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.requireForm(of: Self.self)
    return edges.aggregate(features, through: outputLin, .sum, context)
      + edges.targetRows(of: features, through: rootLin, context)
  }
}
