// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A linear layer with an activation function: `y = f(x W + b)`, with the options of Keras' `Dense`.
///
/// Shapes: x `[..., inputSize]`, y `[..., units]`. Parameter names: `weight`, `bias`, as in
/// ``Linear``.
public struct Dense: Layer {
  /// The linear layer with W and b.
  public var linear: Linear
  /// The number of outputs.
  public let units: Int
  /// The activation function f; nil if there is none.
  public let activation: Activation?
  private let options: KernelOptions

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - units: the number of outputs.
  ///   - inputSize: the number of inputs; nil means that ``Layer/build(inputShape:)`` determines it.
  ///   - activation: the activation function; nil if there is none.
  ///   - kernelRegularizer: the penalty on W. Like the other penalties it is added in training passes and
  ///     becomes part of the loss in ``Module/valueAndGradients(seed:step:penalties:_:)``.
  ///   - biasRegularizer: the penalty on b.
  ///   - activityRegularizer: the penalty on the output, after the activation.
  ///   - kernelConstraint: the condition that W satisfies after each step of an optimiser. Its axes are
  ///     those in files.
  ///   - biasConstraint: the condition that b satisfies after each step.
  public init(
    units: Int, inputSize: Int? = nil,
    activation: Activation? = nil, hasBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil
  ) {
    self.units = units
    self.activation = activation
    options = KernelOptions(
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint)
    linear = Linear(weight: .unbuilt("Dense"), bias: hasBias ? options.bias(units) : nil)
    if let inputSize { build(inputShape: [inputSize]) }
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { linear.visitParameters(visitor) }

  /// Creates W for inputs whose last axis has the size of that of `inputShape`.
  public mutating func build(inputShape: Shape) {
    guard !linear.weight.isBuilt, let inputSize = inputShape.last else { return }
    linear.weight = options.constrained(
      Parameter([inputSize, units], options.kernelInitializer), isTransposed: true)
  }

  /// Returns `f(x W + b)`, `[..., units]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    options.output(of: linear(input, context), activation, linear.weight, linear.bias, context)
  }
}
