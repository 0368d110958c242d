// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// How the losses of individual elements or rows are combined.
public enum LossReduction: Sendable, Hashable {
  /// The mean of the losses; NaN if there are none.
  case mean
  /// The sum of the losses.
  case sum
  /// The individual losses.
  case none
}

extension Variable {
  /// Returns the mean, the sum or the unchanged elements.
  func reduced(_ reduction: LossReduction) -> Variable {
    switch reduction {
    case .mean: mean()
    case .sum: sum()
    case .none: self
    }
  }

  /// Returns an elementwise loss, reduced while it is computed.
  func loss(_ loss: ElementwiseLoss, _ targets: Tensor, _ reduction: LossReduction) -> Variable {
    switch reduction {
    case .mean: summedLoss(loss, against: targets, scale: 1 / Float(value.count))
    case .sum: summedLoss(loss, against: targets, scale: 1)
    case .none: self.loss(loss, against: targets)
    }
  }
}
