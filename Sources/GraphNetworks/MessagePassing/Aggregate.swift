// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

extension MessageEdges {
  /// Aggregates, for each target, the rows of its sources, each multiplied by the weight of its edge.
  ///
  /// Since the message is `w x_j`, most aggregations need not store messages. Sums and means are sparse
  /// products. So are standard deviations over edges without weights, and the maxima and minima over
  /// such edges are found in one pass. All other cases create messages, one block of edges at a time.
  ///
  /// - Parameter x: the rows of the sources, `[sources, width]`.
  public func aggregate(_ x: Variable, _ aggregation: Aggregation = .sum, _ context: ForwardContext)
    -> Variable
  {
    Tape.grouping("aggregate") { aggregated(x, aggregation, context) }
  }

  private func aggregated(_ x: Variable, _ aggregation: Aggregation, _ context: ForwardContext) -> Variable {
    if let mask = mask(context) { return aggregate(x, aggregation, masked: mask, context) }
    switch aggregation {
    case .sum: return constantProduct(.aggregate(.sum), of: x, context) { sums.multiplied(by: x) }
    case .mean: return constantProduct(.aggregate(.mean), of: x, context) { means.multiplied(by: x) }
    case .maximum where weights == nil: return pattern.maximum(of: x)
    case .minimum where weights == nil: return pattern.minimum(of: x)
    case .standardDeviation where weights == nil:
      return Aggregation.deviation(
        mean: means.multiplied(by: x), meanSquare: means.multiplied(by: x.map(.square)))
    case .maximum, .minimum, .standardDeviation, .softmax:
      guard let weights else {
        return propagate(x, aggregating: [aggregation], context) { input, _ in input.source }
      }
      // The weights are passed as a feature of the entries, which are edges 0, 1, 2, ... of
      // `withEntriesAsEdges`.
      let column = Variable(Tensor(weights, shape: [weights.count, 1]))
      return withEntriesAsEdges.propagate(x, edgeFeatures: column, aggregating: [aggregation], context) {
        input, _ in input.edge.map { input.source * $0 } ?? input.source
      }
    }
  }

  /// Returns the aggregation of the features times W, plus b.
  func aggregate(
    _ features: FeatureVariable, through lin: Linear, _ aggregation: Aggregation, _ context: ForwardContext
  ) -> Variable {
    lin.requireSize(of: features, context)
    switch aggregation {
    case .sum, .mean:
      let output = aggregate(features, times: context[lin.weight], aggregation, context)
      return lin.bias.map { output + context[$0] } ?? output
    default: return lin(aggregate(features.dense(), aggregation, context), context)
    }
  }

  /// Returns the sum or mean of the features times the weights.
  ///
  /// Since both are linear, `(A X) W = A (X W)`, the one with fewer columns to aggregate is computed: X W first if
  /// W makes the rows narrower. Rows of equal width are aggregated first only along drawn neighbours, which leaves
  /// far fewer of them to multiply; otherwise A X would take memory until the backward pass. The order does not
  /// depend on the number of rows, so that selected nodes get the bits that they get among all. Sparse features are
  /// multiplied first and stay sparse.
  func aggregate(
    _ features: FeatureVariable, times weight: Variable, _ aggregation: Aggregation, _ context: ForwardContext
  ) -> Variable {
    if case .dense(let x) = features {
      let (before, after) = (weight.shape[0], weight.shape[1])
      if before < after || (before == after && sample != nil) {
        return aggregate(x, aggregation, context).matmul(weight)
      }
    }
    return aggregate(features.multiplied(by: weight), aggregation, context)
  }

  /// Returns the features of the targets times W, plus b.
  func targetRows(of features: FeatureVariable, through lin: Linear, _ context: ForwardContext) -> Variable {
    lin.requireSize(of: features, context)
    let output = targetRows(of: features, times: context[lin.weight])
    return lin.bias.map { output + context[$0] } ?? output
  }

  /// Returns the features of the targets times the weights. Rows of sparse features are selected after the product.
  func targetRows(of features: FeatureVariable, times weight: Variable) -> Variable {
    guard case .dense(let x) = features else { return targetRows(of: features.multiplied(by: weight)) }
    return targetRows(of: x).matmul(weight)
  }

  /// Aggregates with each message multiplied by the mask value of its entry, `[entries, 1]`.
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
