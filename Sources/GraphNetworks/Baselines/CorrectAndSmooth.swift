internal import GraphCore
public import TensorCore

/// Brings the predictions of any model nearer to what the graph says: first the errors on known nodes are propagated and taken off
/// everywhere, then the predictions with the known labels are propagated (Huang et al. 2021, "Combining label propagation and simple models
/// out-performs graph neural networks", section 2).
public struct CorrectAndSmooth: Sendable {
  /// How errors travel.
  public var correction: LabelPropagation
  /// How predictions travel.
  public var smoothing: LabelPropagation

  /// Creates the two walks.
  public init(
    correction: LabelPropagation = LabelPropagation(alpha: 0.8),
    smoothing: LabelPropagation = LabelPropagation(alpha: 0.8)
  ) {
    self.correction = correction
    self.smoothing = smoothing
  }

  /// Scores, `[nodes, classes]`, from the probabilities of a model. Errors are scaled to their mean size on the known nodes (the paper's
  /// "autoscale", equation 5).
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
      // No error arrives, or next to none.
      return scale.isFinite && scale <= 1000 ? scale : 1
    }
    let corrected = probabilities + walked * Tensor(scales, shape: [scales.count, 1])
    let unknown = isKnown * -1 + 1
    return smoothing.propagated(corrected * unknown + known, in: structure) {
      $0.minimum(Tensor(1)).maximum(Tensor(0))
    }
  }
}
