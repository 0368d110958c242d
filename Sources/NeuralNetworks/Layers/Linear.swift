// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A linear layer: `y = x W + b`.
///
/// Shapes: x `[..., inputSize]`, y `[..., outputSize]`. W is `[inputSize, outputSize]` in memory and
/// transposed in files, as in PyTorch. Parameter names: `weight`, `bias`.
public struct Linear: Layer {
  /// W, `[inputSize, outputSize]`.
  public var weight: Parameter
  /// b, `[outputSize]`; nil if the layer has no bias.
  public var bias: Parameter?

  /// Creates the layer. Weights are drawn by `initializer`; the bias, if any, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, hasBias: Bool = true, initializer: Initializer = .glorotUniform
  ) {
    weight = Parameter([inputSize, outputSize], initializer)
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  /// Creates a layer from its parameters.
  init(weight: Parameter, bias: Parameter?) {
    self.weight = weight
    self.bias = bias
  }

  /// Creates a layer with given weights, `[inputSize, outputSize]`, and an optional bias,
  /// `[outputSize]`. Traps if the shapes do not match.
  public init(weight: Tensor, bias: Tensor? = nil) {
    guard weight.rank == 2 && bias.map({ $0.shape == [weight.shape[1]] }) ?? true else {
      shapeFailure(
        "Linear", [weight.shape] + (bias.map { [$0.shape] } ?? []),
        "expected [inputs, outputs] and [outputs]")
    }
    self.weight = Parameter(weight)
    self.bias = bias.map { Parameter($0) }
  }

  /// The number of input features.
  public var inputSize: Int { weight.shape[0] }
  /// The number of output features.
  public var outputSize: Int { weight.shape[1] }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight, layout: .transposed)
    visitor("bias", &bias)
  }

  /// Returns `x W + b` for a dense input, `[..., outputSize]`. Traps if the number of features is not
  /// ``inputSize``.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    self(.dense(input), context)
  }

  /// Returns `x W + b` for dense or sparse features. Traps if the number of features is not
  /// ``inputSize``.
  public func callAsFunction(_ input: FeatureVariable, _ context: ForwardContext) -> Variable {
    requireSize(of: input, context)
    let product = input.multiplied(by: context[weight])
    return bias.map { product + context[$0] } ?? product
  }

  /// Traps if the number of features is not ``inputSize``.
  package func requireSize(of input: FeatureVariable, _ context: ForwardContext) {
    guard input.featureCount == inputSize else {
      weight.requireBuilt()
      shapeFailure(
        context.name(of: "Linear", with: weight), [input.shape, weight.shape],
        "expected an input of \(inputSize) features")
    }
  }
}
