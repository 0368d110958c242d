public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

extension MessageEdges {
  /// Every target's aggregation of the rows of its sources, each times the weight of its edge: the message is w x_j, so that
  /// none is ever made. Sums, means and deviations are sparse products; of edges without weights the largest and smallest
  /// are found in one pass. Only a softmax takes messages, a block of edges at a time.
  ///
  /// - Parameter x: `[sources, width]`.
  public func aggregate(_ x: Variable, _ aggregation: Aggregation = .sum, _ context: ForwardContext)
    -> Variable
  {
    if let mask = mask(context) { return aggregate(x, aggregation, masked: mask, context) }
    switch aggregation {
    case .sum: return sums.multiplied(by: x)
    case .mean: return means.multiplied(by: x)
    case .maximum where weights == nil: return pattern.maximum(of: x)
    case .minimum where weights == nil: return pattern.minimum(of: x)
    case .standardDeviation where weights == nil:
      return Aggregation.deviation(
        mean: means.multiplied(by: x), meanSquare: means.multiplied(by: x.map(.square)))
    case .maximum, .minimum, .standardDeviation, .softmax:
      guard let weights else {
        return propagate(x, aggregating: [aggregation], context) { input, _ in input.source }
      }
      // The weights travel as a feature of the entries, which have numbers of their own here.
      let column = Variable(Tensor(weights, shape: [weights.count, 1]))
      return withEntriesAsEdges.propagate(x, edgeFeatures: column, aggregating: [aggregation], context) {
        input, _ in input.edge.map { input.source * $0 } ?? input.source
      }
    }
  }

  /// W times the aggregation of x, and b. Where the aggregation is linear the weights come first, W (sum of x_j) = sum of W x_j:
  /// the shorter rows travel, and sparse features stay sparse; else they are made dense.
  func aggregate(
    _ features: FeatureVariable, through lin: Linear, _ aggregation: Aggregation, _ context: ForwardContext
  ) -> Variable {
    switch aggregation {
    case .sum, .mean:
      let output = aggregate(features.multiplied(by: context[lin.weight]), aggregation, context)
      return lin.bias.map { output + context[$0] } ?? output
    default: return lin(aggregate(features.dense(), aggregation, context), context)
    }
  }

  /// The same with every message multiplied by a number of its entry.
  private func aggregate(
    _ x: Variable, _ aggregation: Aggregation, masked mask: Variable, _ context: ForwardContext
  ) -> Variable {
    switch aggregation {
    case .sum: return pattern.weightedSums(x, weights: weighted(mask))
    case .mean:
      return pattern.weightedSums(x, weights: weighted(mask))
        * Variable(Aggregation.inverseCounts(pattern))
    default:
      return withEntriesAsEdges.propagate(
        x, edgeFeatures: weighted(mask), aggregating: [aggregation], context
      ) { input, _ in input.edge.map { input.source * $0 } ?? input.source }
    }
  }
}
