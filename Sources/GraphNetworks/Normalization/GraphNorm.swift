// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Normalisation within each graph: `y = weight (x - mean_scale m) / sqrt(v + epsilon) + bias`. For each
/// column, m is the mean over the nodes of the graph, and v the variance around `mean_scale m` (Cai et
/// al. 2021, "GraphNorm", equation 4).
///
/// Parameter names: `weight`, `bias`, `mean_scale`, `[size]` each.
public struct GraphNorm: Module {
  /// The scale, `[size]`.
  public var weight: Parameter
  /// The shift, `[size]`.
  public var bias: Parameter
  /// The share of the mean that is subtracted, `[size]`.
  public var meanScale: Parameter
  /// The constant that keeps the division finite.
  public let epsilon: Float

  /// Creates the layer with scale 1, shift 0 and mean scale 1, so that the whole mean is subtracted.
  public init(size: Int, epsilon: Float = 1e-5) {
    weight = Parameter([size], .ones)
    bias = Parameter([size], .zeros)
    meanScale = Parameter([size], .ones)
    self.epsilon = epsilon
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
    visitor("mean_scale", &meanScale)
  }

  /// Returns the normalised rows of the nodes of one graph.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    normalized(input, context, mean: { $0.mean(axis: 0, keepingDimension: true) }, spread: { $0 })
  }

  /// Returns the normalised rows of the nodes of a batch. Each graph is normalised separately.
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
