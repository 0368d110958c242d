public import Autograd
public import TensorCore

/// y = f(x W + b): a linear layer with its activation.
///
/// Shapes: x `[..., inputSize]`, y `[..., outputSize]`. Names: `weight`, `bias`, as those of ``Linear``.
public struct Dense: Layer {
  /// W and b.
  public var linear: Linear
  /// f; nil: none.
  public let activation: ElementwiseFunction?

  /// Initial weights are drawn by `initializer`; the bias, where there is one, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, activation: ElementwiseFunction? = nil, hasBias: Bool = true,
    initializer: Initializer = .glorotUniform
  ) {
    linear = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: hasBias, initializer: initializer)
    self.activation = activation
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { linear.visitParameters(visitor) }

  /// f(x W + b)
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let output = linear(input, context)
    return activation.map { output.map($0) } ?? output
  }
}
