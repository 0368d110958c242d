// SPDX-License-Identifier: Apache-2.0

public import Autograd

/// A layer that computes `e^x / sum e^x` over the last axis, or its logarithm. The losses of
/// ``Variable`` take unnormalised scores, so a network that is trained with `crossEntropy` has
/// no softmax at its end.
///
/// Shapes: x and y `[..., classes]`.
public struct Softmax: Layer {
  /// Whether to return the logarithm of the softmax.
  public let isLogarithm: Bool

  /// Creates the layer.
  public init(isLogarithm: Bool = false) { self.isLogarithm = isLogarithm }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the softmax of `input` over the last axis, or its logarithm.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    isLogarithm ? input.logSoftmax() : input.softmax()
  }
}
