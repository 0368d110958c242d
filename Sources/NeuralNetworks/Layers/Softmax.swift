public import Autograd

/// e^x / sum e^x over the last axis, or its logarithm, as a layer. The losses of ``Autograd/Variable`` take scores as they are: a
/// network that is trained by `crossEntropy` has no softmax at its end.
///
/// Shapes: x and y `[..., classes]`.
public struct Softmax: Layer {
  /// Whether the logarithm is put out.
  public let isLogarithm: Bool

  /// Creates the layer.
  public init(isLogarithm: Bool = false) { self.isLogarithm = isLogarithm }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// softmax(x), or log softmax(x)
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    isLogarithm ? input.logSoftmax() : input.softmax()
  }
}
