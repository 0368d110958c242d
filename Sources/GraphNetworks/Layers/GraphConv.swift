public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The graph convolution of the Weisfeiler-Leman test: y_i = W_rel aggregate of w_ij x_j over the neighbours j + b +
/// W_root x_i (Morris et al. 2019, "Weisfeiler and Leman go neural", equation 5).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Names: `lin_rel.weight`, `lin_rel.bias`, `lin_root.weight`.
public struct GraphConv: MessagePassingLayer {
  /// W_rel and b.
  public var neighbourLin: Linear
  /// W_root.
  public var rootLin: Linear
  /// How neighbours are aggregated.
  public let aggregation: Aggregation

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, aggregation: Aggregation = .sum, hasBias: Bool = true
  ) {
    self.aggregation = aggregation
    neighbourLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
    rootLin = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: false)
  }

  /// Shows `lin_rel` and `lin_root`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_rel", &neighbourLin)
    visitor("lin_root", &rootLin)
  }

  /// The output for dense or sparse features; aggregations other than sums and means need them dense.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let output = edges.aggregate(features, through: neighbourLin, aggregation, context)
    return output + edges.targetRows(of: rootLin(features, context))
  }
}
