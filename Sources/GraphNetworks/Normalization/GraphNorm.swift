public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Normalisation within each graph: with m and v the mean and the variance around `mean_scale` m of a graph's nodes, column by column,
/// y = weight (x - mean_scale m) / sqrt(v + epsilon) + bias (Cai et al. 2021, "GraphNorm", equation 4).
///
/// Names: `weight`, `bias`, `mean_scale`, `[size]` each.
public struct GraphNorm: Module {
  /// The scale.
  public var weight: Parameter
  /// The shift.
  public var bias: Parameter
  /// How much of the mean is taken off.
  public var meanScale: Parameter
  /// Keeps the division finite.
  public let epsilon: Float

  /// Creates the layer with scale 1, shift 0 and the whole mean taken off.
  public init(size: Int, epsilon: Float = 1e-5) {
    weight = Parameter([size], .ones)
    bias = Parameter([size], .zeros)
    meanScale = Parameter([size], .ones)
    self.epsilon = epsilon
  }

  /// Shows `weight`, `bias` and `mean_scale`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
    visitor("mean_scale", &meanScale)
  }

  /// The normalised rows of one graph's nodes.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    normalized(input, context, mean: { $0.mean(axis: 0, keepingDimension: true) }, spread: { $0 })
  }

  /// The normalised rows of a batch's nodes.
  public func callAsFunction(_ input: Variable, _ batch: GraphBatch, _ context: ForwardContext) -> Variable {
    let graphs = batch.graphOfNode
    return normalized(
      input, context, mean: { batch.members.aggregate($0, .mean, context) }, spread: { $0.rows(graphs) })
  }

  private func normalized(
    _ input: Variable, _ context: ForwardContext, mean: (Variable) -> Variable,
    spread: (Variable) -> Variable
  ) -> Variable {
    let centred = input - spread(mean(input) * context[meanScale])
    let deviation = (mean(centred.map(.square)) + epsilon).map(.squareRoot)
    return centred / spread(deviation) * context[weight] + context[bias]
  }
}
