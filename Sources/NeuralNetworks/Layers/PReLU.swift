public import Autograd
internal import TensorCore

/// y = x where x > 0, a x elsewhere, with a slope a that is learnt, one for all or one a channel (He et al. 2015, "Delving deep
/// into rectifiers").
///
/// Name: `weight`, `[1]` or `[channels]`.
public struct PReLU: Layer {
  /// The slopes.
  public var weight: Parameter
  /// The axis of the input that counts channels.
  public let axis: Int

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - channels: how many slopes there are; 1 is one for all.
  ///   - axis: the axis of the input that counts channels, where there are several.
  public init(channels: Int = 1, axis: Int = 1, initialSlope: Float = 0.25) {
    weight = Parameter([channels], .constant(initialSlope))
    self.axis = axis
  }

  /// Shows `weight`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight", &weight) }

  /// The rectified input, in its shape.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let slopes = context[weight]
    let channels = weight.shape[0]
    if channels == 1 { return input.rectified(slopes: slopes) }
    let axis = input.shape.resolved(axis: axis, in: "PReLU")
    guard input.shape[axis] == channels else {
      shapeFailure("PReLU", [input.shape, weight.shape], "axis \(axis) must have \(channels) channels")
    }
    // Axes are matched from the last: those after the channels are added.
    let trailing = [Int](repeating: 1, count: input.shape.rank - axis - 1)
    return input.rectified(slopes: slopes.reshaped(Shape([channels] + trailing)))
  }
}
