// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// Losses of numeric predictions, computed for each element. Predictions and targets have the same
/// shape, and no gradient flows to the targets. If both sides are trained, write the difference
/// directly: `(a - b).map(.square).mean()`.
extension Variable {
  /// Returns the squared error `(x - t)^2`: by default the mean squared error, with `.sum` the sum of
  /// squared errors.
  public func squaredError(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.squared, targets, reduction)
  }

  /// Returns the absolute error `|x - t|`. Its derivative at 0 is defined as 0.
  public func absoluteError(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.absolute, targets, reduction)
  }

  /// Returns the Huber loss: `(x - t)^2 / 2` where |x - t| <= delta, and `delta (|x - t| - delta / 2)`
  /// elsewhere (Huber 1964). Traps if `delta` is not above 0.
  public func huberLoss(targets: Tensor, delta: Float = 1, reduction: LossReduction = .mean) -> Variable {
    guard delta > 0 else { fatalError("huberLoss: delta \(delta) is not above 0") }
    return loss(.huber(delta: delta), targets, reduction)
  }

  /// Returns `log cosh(x - t)`, which is about `(x - t)^2 / 2` near 0 and `|x - t| - log 2` far from 0.
  public func logCosh(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.logCosh, targets, reduction)
  }
}
