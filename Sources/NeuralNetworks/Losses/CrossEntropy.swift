public import Autograd
public import TensorCore

extension Variable {
  /// The cross-entropy of the softmax of logits `[..., classes]` against a label for each row: -log softmax(x)[label].
  ///
  /// With smoothing s the target is 1 - s + s / classes for the label and s / classes for the other classes (Szegedy et al. 2016).
  /// With class weights w, class c counts w_c times and the mean is over the weights of the labels. All as PyTorch's
  /// `cross_entropy`. Rows of graphs, of which few have labels, are faster by ``crossEntropy(rows:labels:)``.
  ///
  /// Traps if the logits are the output of a softmax, which the loss applies itself.
  ///
  /// - Parameters:
  ///   - labels: the class of each row; rows of negative labels are left out, their loss is 0.
  ///   - classWeights: `[classes]`; 1 each where nil.
  ///   - reduction: `none` gives `[...]`.
  public func crossEntropy(
    labels: [Int32], smoothing: Float = 0, classWeights: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Variable {
    let scale: Float? =
      switch reduction {
      case .mean: 1 / labelWeight(labels, classWeights)
      case .sum: 1
      case .none: nil
      }
    return labelCrossEntropy(labels, weights: classWeights, smoothing: smoothing, scale: scale)
  }

  /// The same of labels of any integer type.
  public func crossEntropy(
    labels: [some BinaryInteger], smoothing: Float = 0, classWeights: Tensor? = nil,
    reduction: LossReduction = .mean
  ) -> Variable {
    crossEntropy(
      labels: labels.map { Int32(clamping: $0) }, smoothing: smoothing, classWeights: classWeights,
      reduction: reduction)
  }

  /// The cross-entropy of the softmax of logits `[..., classes]` against a distribution over the classes for each row:
  /// -sum t log softmax(x). No gradient flows to the targets.
  ///
  /// - Parameters:
  ///   - targets: in the shape of the logits.
  ///   - smoothing: what each target is mixed with the uniform distribution by.
  ///   - classWeights: `[classes]`, by which the terms are multiplied; the mean is over the rows all the same, as in PyTorch.
  ///   - reduction: `none` gives `[...]`.
  public func crossEntropy(
    targets: Tensor, smoothing: Float = 0, classWeights: Tensor? = nil, reduction: LossReduction = .mean
  ) -> Variable {
    requireScores("crossEntropy", before: .softmax)
    guard shape.rank > 0 && targets.shape == shape else {
      shapeFailure("crossEntropy", [shape, targets.shape], "targets must have the shape of the logits")
    }
    var targets = targets
    if smoothing != 0 { targets = targets * (1 - smoothing) + smoothing / Float(shape[shape.rank - 1]) }
    if let classWeights {
      requireClassWeights(classWeights, in: "crossEntropy")
      targets = targets * classWeights
    }
    return (-(logSoftmax() * Variable(targets)).sum(axis: -1)).reduced(reduction)
  }

  /// The negative logarithm of the probability of each row's label, from the logarithms of probabilities `[..., classes]`:
  /// -x[label].
  ///
  /// - Parameters:
  ///   - labels: the class of each row; rows of negative labels are left out, their loss is 0.
  ///   - classWeights: `[classes]`, how much each class counts; the mean is over the weights of the labels.
  ///   - reduction: `none` gives `[...]`.
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

  /// Stops the program where there is not one weight a class.
  private func requireClassWeights(_ weights: Tensor, in operation: StaticString) {
    guard weights.shape == [shape.last ?? 0] else {
      shapeFailure(
        operation, [shape, weights.shape], "one weight a class, [\(shape.last ?? 0)], was expected")
    }
  }

  /// The sum of the weights of the labels that count.
  private func labelWeight(_ labels: [Int32], _ classWeights: Tensor?) -> Float {
    guard let classWeights else { return Float(labels.count { $0 >= 0 }) }
    let weights = classWeights.scalars
    return Float(
      labels.reduce(0.0) { $1 >= 0 && Int($1) < weights.count ? $0 + Double(weights[Int($1)]) : $0 })
  }
}
