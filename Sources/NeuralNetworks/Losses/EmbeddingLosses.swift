// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Losses of vectors along the last axis against other vectors. Gradients flow to both sides.
extension Variable {
  /// Returns 1 minus the cosine of the angle between the corresponding vectors of both variables.
  ///
  /// - Parameters:
  ///   - other: the other vectors, in the shape of this variable `[..., size]`.
  ///   - reduction: how to combine the losses; `none` returns `[...]`.
  public func cosineDistance(to other: Variable, reduction: LossReduction = .mean) -> Variable {
    checkRows(other, "cosineDistance")
    let cosines = (unitRows(least: 1e-8) * other.unitRows(least: 1e-8)).sum(axis: -1)
    return (-cosines + 1).reduced(reduction)
  }

  /// Returns the triplet loss `max(0, |a - p| - |a - n| + margin)`, which is 0 if each vector of this
  /// variable, the anchor a, is closer to the positive p than to the negative n by at least the margin
  /// (Schroff et al. 2015, "FaceNet", but with distances that are not squared, as in PyTorch).
  ///
  /// - Parameters:
  ///   - positive: the vectors p, in the shape of the anchors `[..., size]`.
  ///   - negative: the vectors n, in the same shape.
  ///   - reduction: how to combine the losses; `none` returns `[...]`.
  public func tripletMarginLoss(
    positive: Variable, negative: Variable, margin: Float = 1, reduction: LossReduction = .mean
  ) -> Variable {
    checkRows(positive, "tripletMarginLoss")
    checkRows(negative, "tripletMarginLoss")
    let distance = { (other: Variable) in
      // The offset avoids the square root of 0, where the slope is unbounded.
      (self - other + 1e-6).map(.square).sum(axis: -1).map(.squareRoot)
    }
    return (distance(positive) - distance(negative) + margin).relu().reduced(reduction)
  }

  private func checkRows(_ other: Variable, _ operation: StaticString) {
    guard shape.rank > 0 && shape == other.shape else {
      shapeFailure(
        operation, [shape, other.shape], "both sides must have the same shape, with a last axis of vectors")
    }
  }
}
