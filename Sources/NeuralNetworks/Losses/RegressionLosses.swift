public import Autograd
public import TensorCore

/// Losses of numbers against numbers, element by element. Predictions and targets have the same shape, no gradient flows to the
/// targets; where both sides learn, write the difference itself: `(a - b).map(.square).mean()`.
extension Variable {
  /// (x - t)^2: the mean squared error, with `.sum` the sum of squared errors.
  public func squaredError(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.squared, targets, reduction)
  }

  /// |x - t|; its derivative at 0 is taken as 0.
  public func absoluteError(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.absolute, targets, reduction)
  }

  /// (x - t)^2 / 2 where |x - t| <= delta, delta (|x - t| - delta / 2) elsewhere (Huber 1964).
  public func huberLoss(targets: Tensor, delta: Float = 1, reduction: LossReduction = .mean) -> Variable {
    guard delta > 0 else { fatalError("huberLoss: delta \(delta) is not above 0") }
    return loss(.huber(delta: delta), targets, reduction)
  }

  /// log cosh(x - t): about (x - t)^2 / 2 near 0 and |x - t| - log 2 far from it.
  public func logCosh(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    loss(.logCosh, targets, reduction)
  }
}
