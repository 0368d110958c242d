// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A layer that applies a function to every element.
public struct Activation: Layer {
  /// The function.
  public let function: ElementwiseFunction

  /// Creates the layer.
  public init(_ function: ElementwiseFunction) { self.function = function }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Applies the function to every element of `input`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable { input.map(function) }
}
