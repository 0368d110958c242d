// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Batch normalisation: each channel is normalised to mean 0 and variance 1 over the batch, then scaled
/// and shifted: `y = (x - mean) / sqrt(variance + epsilon) weight + bias` (Ioffe and Szegedy 2015).
///
/// Evaluation uses running means and variances. Each training step moves them by `momentum` towards
/// those of its batch, where the variance is divided by count - 1, as in PyTorch.
///
/// Shapes: x and y `[batch, channels, ...]`, which can be rows of features, sequences or images.
/// Parameter names: `weight`, `bias`, `running_mean`, `running_var`, all `[channels]`.
public struct BatchNorm: Layer {
  /// The scale, `[channels]`; nil if the layer is not affine.
  public var weight: Parameter?
  /// The shift, `[channels]`; nil if the layer is not affine.
  public var bias: Parameter?
  /// The mean that evaluation uses.
  public var runningMean: RunningStatistic
  /// The variance that evaluation uses.
  public var runningVariance: RunningStatistic
  /// A small number that keeps the division finite.
  public let epsilon: Float
  /// The fraction by which a training step moves the running statistics.
  public let momentum: Float
  /// Whether the output is `max(y, 0)`, computed in the same step.
  public let isRectified: Bool

  /// Creates the layer with scale 1, shift 0, running mean 0 and running variance 1.
  ///
  /// - Parameter isAffine: whether the layer has a trainable scale and shift.
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
    visitor(statistic: "running_mean", &runningMean)
    visitor(statistic: "running_var", &runningVariance)
  }

  /// Returns the normalised channels. Traps if the number of channels does not match, or if a training
  /// batch has only one number per channel, because one number has no variance.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let (weight, bias) = (weight.map { context[$0] }, bias.map { context[$0] })
    let channels = runningMean.value.shape
    guard input.shape.rank >= 2, [input.shape[1]] == channels else {
      shapeFailure(
        "BatchNorm", [input.shape, channels], "expected [batch, channels, ...] with \(channels[0]) channels")
    }
    guard context.mode == .training else {
      return input.channelsNormalized(
        mean: runningMean.value, variance: runningVariance.value, weight: weight, bias: bias,
        epsilon: epsilon,
        rectifying: isRectified)
    }
    let count = input.value.count / max(1, channels[0])
    guard count > 1 else {
      shapeFailure("BatchNorm", [input.shape], "training needs more than one number per channel")
    }
    let (output, mean, variance) = input.batchNormalized(
      weight: weight, bias: bias, epsilon: epsilon, rectifying: isRectified)
    let unbiased = variance * (Float(count) / Float(count - 1))
    context.note(runningMean, context.observed(runningMean) * (1 - momentum) + mean * momentum)
    context.note(runningVariance, context.observed(runningVariance) * (1 - momentum) + unbiased * momentum)
    return output
  }
}
