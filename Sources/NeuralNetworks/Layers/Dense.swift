// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A linear layer with an activation function: `y = f(x W + b)`.
///
/// Shapes: x `[..., inputSize]`, y `[..., outputSize]`. Parameter names: `weight`, `bias`, as in
/// ``Linear``.
public struct Dense: Layer {
  /// The linear layer with W and b.
  public var linear: Linear
  /// The activation function f; nil if there is none.
  public let activation: ElementwiseFunction?

  /// Creates the layer. Weights are drawn by `initializer`; the bias, if any, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, activation: ElementwiseFunction? = nil, hasBias: Bool = true,
    initializer: Initializer = .glorotUniform
  ) {
    linear = Linear(
      inputSize: inputSize, outputSize: outputSize, hasBias: hasBias, initializer: initializer)
    self.activation = activation
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { linear.visitParameters(visitor) }

  /// Returns `f(x W + b)`, `[..., outputSize]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let output = linear(input, context)
    return activation.map { output.map($0) } ?? output
  }
}
