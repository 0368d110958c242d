public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Graph convolution with an enhanced diagonal: Y = (P + diagonal diag(P)) X W_out + b + X W_root with P = D~^-1 (A + I) (Chiang et al.
/// 2019, "Cluster-GCN", equation 11).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Names: `lin_out.weight`, `lin_out.bias`, `lin_root.weight`.
public struct ClusterGCNConv: MessagePassingLayer {
  /// W_out and b.
  public var outputLin: Linear
  /// W_root.
  public var rootLin: Linear
  /// How much the diagonal is enhanced.
  public let diagonal: Double

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
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

  /// Shows `lin_out` and `lin_root`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_out", &outputLin)
    visitor("lin_root", &rootLin)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.requireForm(of: Self.self)
    let heard = edges.aggregate(features.multiplied(by: context[outputLin.weight]), .sum, context)
    let output = heard + edges.targetRows(of: rootLin(features, context))
    return outputLin.bias.map { output + context[$0] } ?? output
  }
}
