public import Autograd
public import TensorCore

/// A function applied to every element, as a layer.
public struct Activation: Layer {
  /// The function.
  public let function: ElementwiseFunction

  /// Creates the layer.
  public init(_ function: ElementwiseFunction) { self.function = function }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// f(x)
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable { input.map(function) }
}
