// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import TensorCore

/// Correct and Smooth: improves the class probabilities predicted by any model with the help of the
/// graph (Huang et al. 2021, "Combining label propagation and simple models out-performs graph neural
/// networks", section 2).
///
/// First, the errors on nodes with known labels are propagated to correct the predictions of all nodes.
/// Then the corrected predictions, with the known labels instead of predictions where there are any, are
/// propagated.
public struct CorrectAndSmooth: Sendable {
  /// The propagation of the errors.
  public var correction: LabelPropagation
  /// The propagation of the corrected predictions.
  public var smoothing: LabelPropagation

  /// Creates the procedure from its two propagations.
  public init(
    correction: LabelPropagation = LabelPropagation(alpha: 0.8),
    smoothing: LabelPropagation = LabelPropagation(alpha: 0.8)
  ) {
    self.correction = correction
    self.smoothing = smoothing
  }

  /// Returns scores, `[nodes, classes]`.
  ///
  /// The propagated errors of each node are scaled to the mean size of the errors on the nodes with
  /// known labels (the paper's "autoscale", equation 5).
  ///
  /// - Parameters:
  ///   - probabilities: the class probabilities predicted by a model, `[nodes, classes]`.
  ///   - nodes: the nodes whose labels are known.
  ///   - labels: the labels of `nodes`, in the same order.
  ///   - structure: the graph.
  public func callAsFunction(
    _ probabilities: Tensor, nodes: [Int32], labels: [Int32], in structure: GraphStructure
  ) -> Tensor {
    let known = Tensor(oneHot: labels, at: nodes, shape: probabilities.shape)
    var isKnown = Tensor(zeros: [probabilities.shape[0], 1])
    for node in nodes { isKnown[Int(node), 0] = 1 }
    let errors = known - probabilities * isKnown
    let walked = correction.propagated(errors, in: structure) {
      $0.minimum(Tensor(1)).maximum(Tensor(-1))
    }
    let size = errors.map(.absolute).sum().scalar / Float(max(1, nodes.count))
    let scales = walked.map(.absolute).sum(axis: 1).scalars.map { sum in
      let scale = size / sum
      // No error, or almost none, reaches this node.
      return scale.isFinite && scale <= 1000 ? scale : 1
    }
    let corrected = probabilities + walked * Tensor(scales, shape: [scales.count, 1])
    let unknown = isKnown * -1 + 1
    return smoothing.propagated(corrected * unknown + known, in: structure) {
      $0.minimum(Tensor(1)).maximum(Tensor(0))
    }
  }
}
