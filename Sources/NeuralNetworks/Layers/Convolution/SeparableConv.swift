// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A depthwise separable convolution over images: a convolution of each channel separately, followed by
/// a 1 x 1 convolution that mixes the channels (Chollet 2017).
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, outputChannels, height', width']`.
/// Parameter names: `depthwise.weight`, `pointwise.weight`, `pointwise.bias`.
public struct SeparableConv2D: Layer {
  /// The convolution of each channel, without a bias.
  public var depthwise: Conv2D
  /// The 1 x 1 convolution that mixes the channels.
  public var pointwise: Conv2D

  /// Creates the layer. Each input channel produces `multiplier` channels, which the 1 x 1 convolution
  /// mixes.
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("depthwise", &depthwise)
    visitor("pointwise", &pointwise)
  }

  /// Returns the convolution of images,
  /// `[batch, inputChannels, height, width] -> [batch, outputChannels, height', width']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    pointwise(depthwise(input, context), context)
  }
}

/// A depthwise separable convolution over sequences; see ``SeparableConv2D``.
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, outputChannels, length']`. Parameter names:
/// `depthwise.weight`, `pointwise.weight`, `pointwise.bias`.
public struct SeparableConv1D: Layer {
  /// The convolution of each channel, without a bias.
  public var depthwise: Conv1D
  /// The convolution of length 1 that mixes the channels.
  public var pointwise: Conv1D

  /// Creates the layer. Each input channel produces `multiplier` channels, which the convolution of
  /// length 1 mixes.
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("depthwise", &depthwise)
    visitor("pointwise", &pointwise)
  }

  /// Returns the convolution of sequences,
  /// `[batch, inputChannels, length] -> [batch, outputChannels, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    pointwise(depthwise(input, context), context)
  }
}
