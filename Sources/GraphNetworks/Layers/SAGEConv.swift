public import Autograd
public import NeuralNetworks
internal import TensorCore

/// GraphSAGE: y_i = W_l aggregate of w_ij x_j over the neighbours j + b + W_r x_i, w_ij the weight of the edge, 1 where there are none
/// (Hamilton, Ying and Leskovec 2017, algorithm 1). A mean divides by the number of edges.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Names: `lin_l.weight`, `lin_l.bias`, `lin_r.weight`.
public struct SAGEConv: MessagePassingLayer {
  /// W_l and b.
  public var neighbourLin: Linear
  /// W_r; nil leaves the node itself out.
  public var rootLin: Linear?
  /// How neighbours are aggregated.
  public let aggregation: Aggregation
  /// Whether rows of the output are made unit vectors.
  public let normalizesOutput: Bool

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
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

  /// Shows `lin_l` and `lin_r`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_l", &neighbourLin)
    visitor("lin_r", &rootLin)
  }

  /// The output for dense or sparse features; aggregations other than sums and means need them dense.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    var output = edges.aggregate(features, through: neighbourLin, aggregation, context)
    if let rootLin { output = output + edges.targetRows(of: rootLin(features, context)) }
    return normalizesOutput ? output.unitRows() : output
  }
}
