// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// Losses of scores for two classes, computed for each element. Predictions and targets have the same
/// shape, and no gradient flows to the targets.
extension Variable {
  /// Returns the cross-entropy of `sigmoid(x)` against targets in 0...1:
  /// `-p t log sigmoid(x) - (1 - t) log sigmoid(-x)`. The computation does not lose precision for scores
  /// of any size. Traps if x is the output of a sigmoid, because the loss applies the sigmoid itself.
  ///
  /// - Parameters:
  ///   - positiveWeights: p, the weight of the positive class: a single number, or one per column (the
  ///     last axis); nil means 1.
  ///   - fromLogits: whether x are scores. If false, x are probabilities q, such as the output of a
  ///     sigmoid, and the loss is `-p t log q - (1 - t) log(1 - q)` with q limited to
  ///     1e-7...1 - 1e-7, as in Keras. Scores give more precise gradients.
  public func binaryCrossEntropy(
    targets: Tensor, positiveWeights: Tensor? = nil, reduction: LossReduction = .mean, fromLogits: Bool = true
  ) -> Variable {
    if fromLogits { requireScores("binaryCrossEntropy", before: .sigmoid) }
    guard let positiveWeights else {
      return fromLogits
        ? loss(.binaryCrossEntropy, targets, reduction)
        : binaryCrossEntropyOfProbabilities(targets, nil).reduced(reduction)
    }
    guard shape == targets.shape else {
      shapeFailure(
        "binaryCrossEntropy", [shape, targets.shape], "scores and targets must have the same shape")
    }
    let columns = shape.last ?? 1
    guard positiveWeights.count == 1 || positiveWeights.shape == [columns] else {
      shapeFailure(
        "binaryCrossEntropy", [shape, positiveWeights.shape],
        "expected one weight, or one for each of the \(columns) columns")
    }
    guard fromLogits else {
      return binaryCrossEntropyOfProbabilities(targets, positiveWeights).reduced(reduction)
    }
    // (1 - t) x + (1 + (p - 1) t) softplus(-x)
    let positives = targets * (positiveWeights + -1) + 1
    let losses = self * Variable(targets * -1 + 1) + (-self).map(.softplus) * Variable(positives)
    return losses.reduced(reduction)
  }

  private func binaryCrossEntropyOfProbabilities(_ targets: Tensor, _ positiveWeights: Tensor?) -> Variable {
    guard shape == targets.shape else {
      shapeFailure(
        "binaryCrossEntropy", [shape, targets.shape], "probabilities and targets must have the same shape")
    }
    let q = limitedProbabilities
    let positives = positiveWeights.map { targets * $0 } ?? targets
    return -(q.map(.logarithm) * Variable(positives) + (-q + 1).map(.logarithm) * Variable(targets * -1 + 1))
  }

  /// The elements limited to 1e-7...1 - 1e-7, so that their logarithms are finite.
  var limitedProbabilities: Variable { map(.hardTanh(1e-7...(1 - 1e-7))) }

  /// Returns the hinge loss `max(0, 1 - t x)` for targets 1 and -1.
  public func hingeLoss(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.hinge, targets, reduction)
  }

  /// Returns the squared hinge loss `max(0, 1 - t x)^2` for targets 1 and -1.
  public func squaredHingeLoss(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.squaredHinge, targets, reduction)
  }
}
