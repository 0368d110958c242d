// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
package import TensorCore

/// A loss of a prediction x against a target t, computed for each element.
package enum ElementwiseLoss: Sendable {
  /// `(x - t)^2`
  case squared
  /// `|x - t|`
  case absolute
  /// `(x - t)^2 / 2` where |x - t| <= delta, and `delta (|x - t| - delta / 2)` elsewhere.
  case huber(delta: Float)
  /// `log cosh(x - t)`
  case logCosh
  /// `-t log sigmoid(x) - (1 - t) log sigmoid(-x)`
  case binaryCrossEntropy
  /// `max(0, 1 - t x)`
  case hinge
  /// `max(0, 1 - t x)^2`
  case squaredHinge
  /// `t (log t - x)`, and 0 where t = 0.
  case divergence

  var code: gnk_loss_t {
    switch self {
    case .squared: GNK_LOSS_SQUARED
    case .absolute: GNK_LOSS_ABSOLUTE
    case .huber: GNK_LOSS_HUBER
    case .logCosh: GNK_LOSS_LOG_COSH
    case .binaryCrossEntropy: GNK_LOSS_BINARY_CROSS_ENTROPY
    case .hinge: GNK_LOSS_HINGE
    case .squaredHinge: GNK_LOSS_SQUARED_HINGE
    case .divergence: GNK_LOSS_DIVERGENCE
    }
  }

  var parameter: Float { if case .huber(let delta) = self { delta } else { 0 } }
}

private let grain = 65_536

extension Variable {
  /// Returns the loss of each element x_i against t_i. The gradient `dx_i` is the derivative of the loss
  /// times `dy_i`. No gradient flows to the targets, which must have the shape of x.
  package func loss(_ loss: ElementwiseLoss, against targets: Tensor) -> Variable {
    value.checkTargets(targets)
    return Variable(value.loss(loss, against: targets), from: self) { [value, node] gradient, tape in
      tape.add(value.gradient(of: loss, against: targets, gradient, step: 1, scale: 1), to: node)
    }
  }

  /// Returns `scale` times the sum of all losses, without keeping the individual losses. The gradient
  /// `dx_i` is `scale dy` times the derivative of the loss.
  package func summedLoss(_ loss: ElementwiseLoss, against targets: Tensor, scale: Float) -> Variable {
    value.checkTargets(targets)
    let sum = value.summedLoss(loss, against: targets) * scale
    return Variable(sum, from: self) { [value, node] gradient, tape in
      tape.add(value.gradient(of: loss, against: targets, gradient, step: 0, scale: scale), to: node)
    }
  }
}

extension Tensor {
  fileprivate func checkTargets(_ targets: Tensor) {
    guard shape == targets.shape else {
      shapeFailure("loss", [shape, targets.shape], "predictions and targets must have the same shape")
    }
  }

  fileprivate func loss(_ loss: ElementwiseLoss, against targets: Tensor) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(count, grain: grain, nanoseconds: count) { range in
      let start = range.lowerBound
      unsafe gnk_pair_loss(
        loss.code, loss.parameter, pointer + start, targets.pointer + start, resultPointer + start,
        Int64(range.count))
    }
    return result
  }

  /// Returns the sum of all losses. Blocks of a fixed size are summed separately and then added in
  /// order.
  fileprivate func summedLoss(_ loss: ElementwiseLoss, against targets: Tensor) -> Tensor {
    var partial = Tensor(uninitialized: [(count + grain - 1) / grain])
    let partialPointer = unsafe partial.uniquePointer()
    Parallelism.forEachRange(count, grain: grain, nanoseconds: count) { range in
      let start = range.lowerBound
      unsafe partialPointer[start / grain] = unsafe gnk_pair_loss_sum(
        loss.code, loss.parameter, pointer + start, targets.pointer + start, Int64(range.count))
    }
    return partial.sum()
  }

  fileprivate func gradient(
    of loss: ElementwiseLoss, against targets: Tensor, _ gradient: Tensor, step: Int, scale: Float
  ) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(count, grain: grain, nanoseconds: count) { range in
      let start = range.lowerBound
      unsafe gnk_pair_loss_gradient(
        loss.code, loss.parameter, pointer + start, targets.pointer + start, gradient.pointer + start * step,
        Int64(step), scale, resultPointer + start, Int64(range.count))
    }
    return result
  }
}
