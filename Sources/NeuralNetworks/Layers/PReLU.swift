// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A leaky ReLU with trainable slopes: y = x where x > 0 and `a x` elsewhere, with one slope a for all
/// channels or one per channel (He et al. 2015, "Delving deep into rectifiers").
///
/// Parameter name: `weight`, `[1]` or `[channels]`.
public struct PReLU: Layer {
  /// The slopes, `[1]` or `[channels]`.
  public var weight: Parameter
  /// The channel axis of the input.
  public let axis: Int

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - channels: the number of slopes; 1 means one slope for all channels.
  ///   - axis: the channel axis of the input, used if there are several slopes.
  public init(channels: Int = 1, axis: Int = 1, initialSlope: Float = 0.25) {
    weight = Parameter([channels], .constant(initialSlope))
    self.axis = axis
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight", &weight) }

  /// Returns the rectified input, in the same shape. Traps if the channel axis does not have one element
  /// per slope.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let slopes = context[weight]
    let channels = weight.shape[0]
    if channels == 1 { return input.rectified(slopes: slopes) }
    let axis = input.shape.resolved(axis: axis, in: "PReLU")
    guard input.shape[axis] == channels else {
      shapeFailure("PReLU", [input.shape, weight.shape], "axis \(axis) must have \(channels) channels")
    }
    // Broadcasting aligns the last axes, so axes of length 1 are added after the channels.
    let trailing = [Int](repeating: 1, count: input.shape.rank - axis - 1)
    return input.rectified(slopes: slopes.reshaped(Shape([channels] + trailing)))
  }
}
