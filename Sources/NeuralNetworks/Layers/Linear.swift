public import Autograd
public import TensorCore

/// y = x W + b.
///
/// Shapes: x `[..., inputSize]`, y `[..., outputSize]`; W `[inputSize, outputSize]` in memory and transposed,
/// as PyTorch has it, in files. Names: `weight`, `bias`.
public struct Linear: Layer {
  /// W, `[inputSize, outputSize]`.
  public var weight: Parameter
  /// b, `[outputSize]`.
  public var bias: Parameter?

  /// Initial weights are drawn by `initializer`; the bias, where there is one, starts at 0.
  public init(
    inputSize: Int, outputSize: Int, hasBias: Bool = true, initializer: Initializer = .glorotUniform
  ) {
    weight = Parameter([inputSize, outputSize], initializer)
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  /// A layer of given weights, `[inputSize, outputSize]`, and a given bias, `[outputSize]`, or none.
  public init(weight: Tensor, bias: Tensor? = nil) {
    guard weight.rank == 2 && bias.map({ $0.shape == [weight.shape[1]] }) ?? true else {
      shapeFailure(
        "Linear", [weight.shape] + (bias.map { [$0.shape] } ?? []),
        "[inputs, outputs] and [outputs] were expected")
    }
    self.weight = Parameter(weight)
    self.bias = bias.map { Parameter($0) }
  }

  /// The number of features of the input.
  public var inputSize: Int { weight.shape[0] }
  /// The number of features of the output.
  public var outputSize: Int { weight.shape[1] }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight, layout: .transposed)
    visitor("bias", &bias)
  }

  /// The output for a dense input.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    self(.dense(input), context)
  }

  /// The output for dense or sparse features. Traps if they are not ``inputSize`` in number.
  public func callAsFunction(_ input: FeatureVariable, _ context: ForwardContext) -> Variable {
    guard input.featureCount == inputSize else {
      shapeFailure(
        context.name(of: "Linear", with: weight), [input.shape, weight.shape],
        "an input of \(inputSize) features was expected")
    }
    let product = input.multiplied(by: context[weight])
    return bias.map { product + context[$0] } ?? product
  }
}
