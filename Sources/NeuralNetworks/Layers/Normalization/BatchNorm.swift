public import Autograd
internal import TensorCore

/// Every channel brought to mean 0 and variance 1 over the batch, then scaled: y = (x - mean) / sqrt(variance + epsilon) weight + bias
/// (Ioffe and Szegedy 2015). Evaluation uses running means and variances, which every training step moves by `momentum` towards
/// those of its batch (the variance over count - 1, as in PyTorch).
///
/// Shapes: x and y `[batch, channels, ...]`: rows of features, sequences or images. Names: `weight`, `bias`, `running_mean`,
/// `running_var`, `[channels]` all.
public struct BatchNorm: Layer {
  /// The scale.
  public var weight: Parameter?
  /// The shift.
  public var bias: Parameter?
  /// The mean that evaluation uses.
  public var runningMean: RunningStatistic
  /// The variance that evaluation uses.
  public var runningVariance: RunningStatistic
  /// Keeps the division finite.
  public let epsilon: Float
  /// How far a step moves the running statistics.
  public let momentum: Float
  /// Whether max(y, 0) is put out, in the same pass.
  public let isRectified: Bool

  /// Creates the layer with scale 1, shift 0, running mean 0 and running variance 1.
  ///
  /// - Parameter isAffine: whether there are a scale and a shift to be learnt.
  public init(
    channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1, isAffine: Bool = true,
    isRectified: Bool = false
  ) {
    weight = isAffine ? Parameter([channels], .ones) : nil
    bias = isAffine ? Parameter([channels], .zeros) : nil
    runningMean = RunningStatistic(Tensor(zeros: [channels]))
    runningVariance = RunningStatistic(Tensor(repeating: 1, shape: [channels]))
    self.epsilon = epsilon
    self.momentum = momentum
    self.isRectified = isRectified
  }

  /// Shows `weight`, `bias`, `running_mean` and `running_var`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
    visitor(statistic: "running_mean", &runningMean)
    visitor(statistic: "running_var", &runningVariance)
  }

  /// The normalised channels. A training batch with a single number a channel, which has no variance, stops the program.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let (weight, bias) = (weight.map { context[$0] }, bias.map { context[$0] })
    let channels = runningMean.value.shape
    guard input.shape.rank >= 2, [input.shape[1]] == channels else {
      shapeFailure(
        "BatchNorm", [input.shape, channels], "takes [batch, channels, ...] with as many channels")
    }
    guard context.mode == .training else {
      return input.channelsNormalized(
        mean: runningMean.value, variance: runningVariance.value, weight: weight, bias: bias,
        epsilon: epsilon,
        rectifying: isRectified)
    }
    let count = input.value.count / max(1, channels[0])
    guard count > 1 else {
      shapeFailure("BatchNorm", [input.shape], "needs more than one number a channel for training")
    }
    let (output, mean, variance) = input.batchNormalized(
      weight: weight, bias: bias, epsilon: epsilon, rectifying: isRectified)
    let unbiased = variance * (Float(count) / Float(count - 1))
    context.note(runningMean, context.observed(runningMean) * (1 - momentum) + mean * momentum)
    context.note(runningVariance, context.observed(runningVariance) * (1 - momentum) + unbiased * momentum)
    return output
  }
}
