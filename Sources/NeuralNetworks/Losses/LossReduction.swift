internal import Autograd
internal import TensorCore

/// How the losses of many elements, or of many rows, become one number.
public enum LossReduction: Sendable, Hashable {
  /// Their mean, not a number for none.
  case mean
  /// Their sum.
  case sum
  /// They stay apart.
  case none
}

extension Variable {
  /// The mean, the sum or the elements themselves.
  func reduced(_ reduction: LossReduction) -> Variable {
    switch reduction {
    case .mean: mean()
    case .sum: sum()
    case .none: self
    }
  }

  /// An elementwise loss, reduced in the pass that computes it.
  func loss(_ loss: ElementwiseLoss, _ targets: Tensor, _ reduction: LossReduction) -> Variable {
    switch reduction {
    case .mean: summedLoss(loss, against: targets, scale: 1 / Float(value.count))
    case .sum: summedLoss(loss, against: targets, scale: 1)
    case .none: self.loss(loss, against: targets)
    }
  }
}
