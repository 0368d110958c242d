public import Autograd
internal import TensorCore

/// Every group of channels of an image brought to mean 0 and variance 1, then scaled: y = (x - mean) / sqrt(variance + epsilon) weight +
/// bias (Wu and He 2018). Does not depend on the rest of the batch.
///
/// Shapes: x and y `[batch, channels, ...]`. Names: `weight`, `bias`, `[channels]` both.
public struct GroupNorm: Layer {
  /// Into how many groups the channels are divided.
  public let groups: Int
  /// The scale.
  public var weight: Parameter?
  /// The shift.
  public var bias: Parameter?
  /// Keeps the division finite.
  public let epsilon: Float

  /// Creates the layer with scale 1 and shift 0. Groups that do not divide the channels stop the program.
  ///
  /// - Parameter isAffine: whether there are a scale and a shift to be learnt.
  public init(groups: Int, channels: Int, epsilon: Float = 1e-5, isAffine: Bool = true) {
    guard groups > 0 && channels % groups == 0 else {
      fatalError("GroupNorm: \(channels) channels do not divide into \(groups) groups")
    }
    self.groups = groups
    weight = isAffine ? Parameter([channels], .ones) : nil
    bias = isAffine ? Parameter([channels], .zeros) : nil
    self.epsilon = epsilon
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// The normalised groups.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.groupsNormalized(
      groups: groups, weight: weight.map { context[$0] }, bias: bias.map { context[$0] }, epsilon: epsilon)
  }
}

/// Every channel of an image brought to mean 0 and variance 1 (Ulyanov, Vedaldi and Lempitsky 2016): ``GroupNorm`` with a group for
/// each channel. Running statistics, which PyTorch has as an option here, are not kept.
///
/// Shapes: x and y `[batch, channels, ...]`. Names, where it is affine: `weight`, `bias`, `[channels]` both.
public struct InstanceNorm: Layer {
  private var groupNorm: GroupNorm

  /// Creates the layer, without a scale and a shift to be learnt unless it is to be affine.
  public init(channels: Int, epsilon: Float = 1e-5, isAffine: Bool = false) {
    groupNorm = GroupNorm(groups: channels, channels: channels, epsilon: epsilon, isAffine: isAffine)
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { groupNorm.visitParameters(visitor) }

  /// The normalised channels.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    groupNorm(input, context)
  }
}
