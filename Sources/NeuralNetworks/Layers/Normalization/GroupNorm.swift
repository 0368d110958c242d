// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Group normalisation: each group of channels of an image is normalised to mean 0 and variance 1, then
/// scaled and shifted: `y = (x - mean) / sqrt(variance + epsilon) weight + bias` (Wu and He 2018). The
/// result does not depend on the rest of the batch.
///
/// Shapes: x and y `[batch, channels, ...]`. Parameter names: `weight`, `bias`, both `[channels]`.
public struct GroupNorm: Layer {
  /// The number of groups into which the channels are divided.
  public let groups: Int
  /// The scale, `[channels]`; nil if the layer is not affine.
  public var weight: Parameter?
  /// The shift, `[channels]`; nil if the layer is not affine.
  public var bias: Parameter?
  /// A small number that keeps the division finite.
  public let epsilon: Float

  /// Creates the layer with scale 1 and shift 0. Traps if the number of channels is not divisible by
  /// `groups`.
  ///
  /// - Parameter isAffine: whether the layer has a trainable scale and shift.
  public init(groups: Int, channels: Int, epsilon: Float = 1e-5, isAffine: Bool = true) {
    guard groups > 0 && channels % groups == 0 else {
      fatalError("GroupNorm: \(channels) channels are not divisible by \(groups) groups")
    }
    self.groups = groups
    weight = isAffine ? Parameter([channels], .ones) : nil
    bias = isAffine ? Parameter([channels], .zeros) : nil
    self.epsilon = epsilon
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Returns the normalised groups, in the shape of the input.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.groupsNormalized(
      groups: groups, weight: weight.map { context[$0] }, bias: bias.map { context[$0] }, epsilon: epsilon)
  }
}

/// Instance normalisation: each channel of an image is normalised to mean 0 and variance 1 (Ulyanov,
/// Vedaldi and Lempitsky 2016). This is ``GroupNorm`` with one group per channel. Unlike PyTorch, there
/// is no option to keep running statistics.
///
/// Shapes: x and y `[batch, channels, ...]`. Parameter names, if the layer is affine: `weight`, `bias`,
/// both `[channels]`.
public struct InstanceNorm: Layer {
  private var groupNorm: GroupNorm

  /// Creates the layer. It has a trainable scale and shift only if `isAffine` is true.
  public init(channels: Int, epsilon: Float = 1e-5, isAffine: Bool = false) {
    groupNorm = GroupNorm(groups: channels, channels: channels, epsilon: epsilon, isAffine: isAffine)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { groupNorm.visitParameters(visitor) }

  /// Returns the normalised channels, in the shape of the input.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    groupNorm(input, context)
  }
}
