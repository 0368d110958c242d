public import Autograd
public import TensorCore

/// Losses of scores against two classes, element by element. Predictions and targets have the same shape, no gradient flows to
/// the targets.
extension Variable {
  /// The cross-entropy of sigmoid(x) against targets 0...1: -p t log sigmoid(x) - (1 - t) log sigmoid(-x), without a loss of
  /// digits for scores of any size. Traps if x is the output of a sigmoid, which the loss applies itself.
  ///
  /// - Parameter positiveWeights: p, how much the positive class counts: one number, or one for each column (the last axis);
  ///   1 where nil.
  public func binaryCrossEntropy(
    targets: Tensor, positiveWeights: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Variable {
    requireScores("binaryCrossEntropy", before: .sigmoid)
    guard let positiveWeights else { return loss(.binaryCrossEntropy, targets, reduction) }
    guard shape == targets.shape else {
      shapeFailure(
        "binaryCrossEntropy", [shape, targets.shape], "scores and targets must have the same shape")
    }
    let columns = shape.last ?? 1
    guard positiveWeights.count == 1 || positiveWeights.shape == [columns] else {
      shapeFailure(
        "binaryCrossEntropy", [shape, positiveWeights.shape],
        "one weight or one for each of the \(columns) columns was expected")
    }
    // (1 - t) x + (1 + (p - 1) t) softplus(-x)
    let positives = targets * (positiveWeights + -1) + 1
    let losses = self * Variable(targets * -1 + 1) + (-self).map(.softplus) * Variable(positives)
    return losses.reduced(reduction)
  }

  /// max(0, 1 - t x) for targets 1 and -1.
  public func hingeLoss(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.hinge, targets, reduction)
  }

  /// max(0, 1 - t x)^2 for targets 1 and -1.
  public func squaredHingeLoss(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.squaredHinge, targets, reduction)
  }
}
