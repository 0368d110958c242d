// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

extension Variable {
  /// Returns the Kullback-Leibler divergence of target distributions t over the last axis from the
  /// distribution whose logarithms are x: the sum of `t (log t - x)`, 0 where t = 0. No gradient flows
  /// to the targets.
  ///
  /// - Parameters:
  ///   - targets: probabilities in the shape of x `[..., classes]`.
  ///   - reduction: how to combine the losses; the mean is over the rows (PyTorch's `batchmean`), and
  ///     `none` returns `[...]`.
  public func divergence(targets: Tensor, reduction: LossReduction = .mean) -> Variable {
    guard shape.rank > 0 else { shapeFailure("divergence", [shape], "expected a last axis of classes") }
    return switch reduction {
    case .mean:
      summedLoss(.divergence, against: targets, scale: 1 / Float(shape.product(0..<shape.rank - 1)))
    case .sum: summedLoss(.divergence, against: targets, scale: 1)
    case .none: loss(.divergence, against: targets).sum(axis: -1)
    }
  }
}
