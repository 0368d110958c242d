// SPDX-License-Identifier: Apache-2.0

public import Autograd

/// A layer that computes `e^x / sum e^x` over an axis, or its logarithm. The losses of ``Variable`` take
/// unnormalised scores, so a network that is trained with `crossEntropy` has no softmax at its end.
///
/// Shapes: x and y are equal.
public struct Softmax: Layer {
  /// The axis; negative axes count from the end.
  public let axis: Int
  /// Whether to return the logarithm of the softmax.
  public let isLogarithm: Bool

  /// Creates the layer.
  public init(axis: Int = -1, isLogarithm: Bool = false) {
    self.axis = axis
    self.isLogarithm = isLogarithm
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the softmax of `input` over the axis, or its logarithm. Traps if there is no such axis.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    isLogarithm ? input.logSoftmax(axis: axis) : input.softmax(axis: axis)
  }
}
