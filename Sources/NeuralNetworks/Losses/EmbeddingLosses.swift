public import Autograd
internal import TensorCore

/// Losses of vectors, the rows of the last axis, against other vectors, to which gradients flow too.
extension Variable {
  /// 1 - cos of the angle between the rows of both.
  ///
  /// - Parameters:
  ///   - other: in the shape of this variable `[..., size]`.
  ///   - reduction: `none` gives `[...]`.
  public func cosineDistance(to other: Variable, reduction: LossReduction = .mean) -> Variable {
    checkRows(other, "cosineDistance")
    let cosines = (unitRows(least: 1e-8) * other.unitRows(least: 1e-8)).sum(axis: -1)
    return (-cosines + 1).reduced(reduction)
  }

  /// max(0, |a - p| - |a - n| + margin): each row of this variable, the anchor a, is to be nearer to the positive p than to the
  /// negative n, by a margin (Schroff et al. 2015, "FaceNet", with distances that are not squared, as PyTorch has them).
  ///
  /// - Parameters:
  ///   - positive: in the shape of the anchors `[..., size]`.
  ///   - negative: likewise.
  ///   - reduction: `none` gives `[...]`.
  public func tripletMarginLoss(
    positive: Variable, negative: Variable, margin: Float = 1, reduction: LossReduction = .mean
  ) -> Variable {
    checkRows(positive, "tripletMarginLoss")
    checkRows(negative, "tripletMarginLoss")
    let distance = { (other: Variable) in
      // The shift keeps the root of 0 away, where its slope has no bound.
      (self - other + 1e-6).map(.square).sum(axis: -1).map(.squareRoot)
    }
    return (distance(positive) - distance(negative) + margin).relu().reduced(reduction)
  }

  private func checkRows(_ other: Variable, _ operation: StaticString) {
    guard shape.rank > 0 && shape == other.shape else {
      shapeFailure(operation, [shape, other.shape], "both must have the same shape, with an axis of vectors")
    }
  }
}
