public import Autograd
public import TensorCore

extension Variable {
  /// The Kullback-Leibler divergence of distributions t over the last axis from the one whose logarithms x are: the sum of
  /// t (log t - x), 0 where t = 0. No gradient flows to the targets.
  ///
  /// - Parameters:
  ///   - targets: probabilities in the shape of x `[..., classes]`.
  ///   - reduction: the mean is over the rows (PyTorch's `batchmean`); `none` gives `[...]`.
  public func divergence(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    guard shape.rank > 0 else { shapeFailure("divergence", [shape], "needs an axis of classes") }
    return switch reduction {
    case .mean:
      summedLoss(.divergence, against: targets, scale: 1 / Float(shape.product(0..<shape.rank - 1)))
    case .sum: summedLoss(.divergence, against: targets, scale: 1)
    case .none: loss(.divergence, against: targets).sum(axis: -1)
    }
  }
}
