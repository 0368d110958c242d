// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

extension Variable {
  /// Returns the cross-entropy of the softmax of logits `[..., classes]` against one label per row:
  /// `-log softmax(x)[label]`.
  ///
  /// With smoothing s, the target is `1 - s + s / classes` for the label and `s / classes` for the other
  /// classes (Szegedy et al. 2016). With class weights w, the loss of class c is multiplied by w_c, and
  /// the mean is divided by the sum of the weights of the labels. All this is as in PyTorch's
  /// `cross_entropy`. For graphs in which few rows have labels, ``crossEntropy(rows:labels:)`` is
  /// faster.
  ///
  /// Traps if the logits are the output of a softmax, because the loss applies the softmax itself.
  ///
  /// - Parameters:
  ///   - labels: the class of each row. Rows with a negative label are ignored; their loss is 0.
  ///   - classWeights: one weight per class, `[classes]`; nil means 1 each.
  ///   - reduction: how to combine the losses; `none` returns `[...]`.
  ///   - fromLogits: whether x are logits. If false, x are probabilities, such as the output of a
  ///     softmax: they are divided by their sum and limited to 1e-7...1 - 1e-7 before the logarithm, as
  ///     in Keras. Logits give more precise gradients.
  public func crossEntropy(
    labels: [Int32], smoothing: Float = 0, classWeights: Tensor? = nil, reduction: LossReduction = .mean,
    fromLogits: Bool = true
  ) -> Variable {
    guard fromLogits else {
      return crossEntropyOfProbabilities(labels, smoothing, classWeights, reduction)
    }
    let scale: Float? =
      switch reduction {
      case .mean: 1 / labelWeight(labels, classWeights)
      case .sum: 1
      case .none: nil
      }
    return labelCrossEntropy(labels, weights: classWeights, smoothing: smoothing, scale: scale)
  }

  /// Returns the same cross-entropy for labels of any integer type.
  public func crossEntropy(
    labels: [some BinaryInteger], smoothing: Float = 0, classWeights: Tensor? = nil,
    reduction: LossReduction = .mean, fromLogits: Bool = true
  ) -> Variable {
    crossEntropy(
      labels: labels.map { Int32(clamping: $0) }, smoothing: smoothing, classWeights: classWeights,
      reduction: reduction, fromLogits: fromLogits)
  }

  private func crossEntropyOfProbabilities(
    _ labels: [Int32], _ smoothing: Float, _ classWeights: Tensor?, _ reduction: LossReduction
  ) -> Variable {
    let logarithms = logarithmsOfShares
    let chosen = {
      logarithms.negativeLogLikelihood(labels: labels, classWeights: classWeights, reduction: $0)
    }
    guard smoothing != 0 else { return chosen(reduction) }
    // As for logits, the uniform part is weighted by class and the mean divided by the labels' weights.
    let classes = shape.last ?? 1
    let isCounted = Tensor(labels.map { $0 < 0 ? 0 : 1 }, shape: Shape(Array(shape.dropLast())))
    let weighted = classWeights.map { logarithms * Variable($0) } ?? logarithms
    let uniform = -(weighted.sum(axis: -1) * Variable(isCounted)) * (1 / Float(classes))
    let losses = chosen(.none) * (1 - smoothing) + uniform * smoothing
    return switch reduction {
    case .mean: losses.sum() * (1 / labelWeight(labels, classWeights))
    case .sum: losses.sum()
    case .none: losses
    }
  }

  /// The logarithms of the elements divided by their sum over the last axis.
  private var logarithmsOfShares: Variable {
    (self / sum(axis: -1, keepingDimension: true)).limitedProbabilities.map(.logarithm)
  }

  /// Returns the cross-entropy of the softmax of logits `[..., classes]` against a distribution over the
  /// classes for each row: `-sum t log softmax(x)`. No gradient flows to the targets.
  ///
  /// - Parameters:
  ///   - targets: the distributions, in the shape of the logits.
  ///   - smoothing: the share of the uniform distribution that is mixed into each target.
  ///   - classWeights: one factor per class for the terms of the sum, `[classes]`. As in PyTorch, the
  ///     mean is still divided by the number of rows.
  ///   - reduction: how to combine the losses; `none` returns `[...]`.
  ///   - fromLogits: whether x are logits; if false, they are probabilities, as for labels.
  public func crossEntropy(
    targets: Tensor, smoothing: Float = 0, classWeights: Tensor? = nil, reduction: LossReduction = .mean,
    fromLogits: Bool = true
  ) -> Variable {
    if fromLogits { requireScores("crossEntropy", before: .softmax) }
    guard shape.rank > 0 && targets.shape == shape else {
      shapeFailure("crossEntropy", [shape, targets.shape], "targets must have the shape of the logits")
    }
    var targets = targets
    if smoothing != 0 { targets = targets * (1 - smoothing) + smoothing / Float(shape[shape.rank - 1]) }
    if let classWeights {
      requireClassWeights(classWeights, in: "crossEntropy")
      targets = targets * classWeights
    }
    let logarithms = fromLogits ? logSoftmax() : logarithmsOfShares
    return (-(logarithms * Variable(targets)).sum(axis: -1)).reduced(reduction)
  }

  /// Returns the negative log-likelihood of each row's label, `-x[label]`, where x are logarithms of
  /// probabilities `[..., classes]`.
  ///
  /// - Parameters:
  ///   - labels: the class of each row. Rows with a negative label are ignored; their loss is 0.
  ///   - classWeights: one weight per class, `[classes]`; the mean is divided by the sum of the weights
  ///     of the labels.
  ///   - reduction: how to combine the losses; `none` returns `[...]`.
  public func negativeLogLikelihood(
    labels: [Int32], classWeights: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Variable {
    var losses = -elements(at: labels)
    if let classWeights {
      requireClassWeights(classWeights, in: "negativeLogLikelihood")
      let weights = Tensor(labels.map { $0 < 0 ? 0 : classWeights[Int($0)] }, shape: losses.shape)
      losses = losses * Variable(weights)
    }
    return switch reduction {
    case .mean: losses.sum() * (1 / labelWeight(labels, classWeights))
    case .sum: losses.sum()
    case .none: losses
    }
  }

  /// Traps if there is not exactly one weight per class.
  private func requireClassWeights(_ weights: Tensor, in operation: StaticString) {
    guard weights.shape == [shape.last ?? 0] else {
      shapeFailure(
        operation, [shape, weights.shape], "expected one weight per class, [\(shape.last ?? 0)]")
    }
  }

  /// Returns the sum of the weights of the labels that are not ignored.
  private func labelWeight(_ labels: [Int32], _ classWeights: Tensor?) -> Float {
    guard let classWeights else { return Float(labels.count { $0 >= 0 }) }
    let weights = classWeights.scalars
    return Float(
      labels.reduce(0.0) { $1 >= 0 && Int($1) < weights.count ? $0 + Double(weights[Int($1)]) : $0 })
  }
}
