public import Autograd
public import TensorCore

/// A convolution of every channel for itself and then one of a single pixel that mixes the channels (Chollet 2017).
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, outputChannels, height', width']`. Names: `depthwise.weight`,
/// `pointwise.weight`, `pointwise.bias`.
public struct SeparableConv2D: Layer {
  /// The convolution of every channel, without a bias.
  public var depthwise: Conv2D
  /// The mixture of channels.
  public var pointwise: Conv2D

  /// Creates the layer.
  public init(
    inputChannels: Int, outputChannels: Int, multiplier: Int = 1, kernel: Extent2D, stride: Extent2D = 1,
    padding: Padding2D = .valid, dilation: Extent2D = 1, hasBias: Bool = true,
    initializer: Initializer = .glorotUniform
  ) {
    depthwise = .depthwise(
      channels: inputChannels, multiplier: multiplier, kernel: kernel, stride: stride, padding: padding,
      dilation: dilation, hasBias: false, initializer: initializer)
    pointwise = Conv2D(
      inputChannels: inputChannels * multiplier, outputChannels: outputChannels, kernel: 1, hasBias: hasBias,
      initializer: initializer)
  }

  /// Shows both convolutions.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("depthwise", &depthwise)
    visitor("pointwise", &pointwise)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    pointwise(depthwise(input, context), context)
  }
}

/// ``SeparableConv2D`` over sequences.
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, outputChannels, length']`. Names: `depthwise.weight`, `pointwise.weight`,
/// `pointwise.bias`.
public struct SeparableConv1D: Layer {
  /// The convolution of every channel, without a bias.
  public var depthwise: Conv1D
  /// The mixture of channels.
  public var pointwise: Conv1D

  /// Creates the layer.
  public init(
    inputChannels: Int, outputChannels: Int, multiplier: Int = 1, kernel: Int, stride: Int = 1,
    padding: Padding1D = .valid, dilation: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .glorotUniform
  ) {
    depthwise = Conv1D(
      inputChannels: inputChannels, outputChannels: inputChannels * multiplier, kernel: kernel,
      stride: stride,
      padding: padding, dilation: dilation, groups: inputChannels, hasBias: false, initializer: initializer)
    pointwise = Conv1D(
      inputChannels: inputChannels * multiplier, outputChannels: outputChannels, kernel: 1, hasBias: hasBias,
      initializer: initializer)
  }

  /// Shows both convolutions.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("depthwise", &depthwise)
    visitor("pointwise", &pointwise)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    pointwise(depthwise(input, context), context)
  }
}
