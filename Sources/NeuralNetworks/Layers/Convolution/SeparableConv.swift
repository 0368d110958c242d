// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A depthwise separable convolution over images: a convolution of each channel separately, followed by
/// a 1 x 1 convolution that mixes the channels (Chollet 2017).
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, filters, height', width']`.
/// Parameter names: `depthwise.weight`, `pointwise.weight`, `pointwise.bias`.
public struct SeparableConv2D: Layer {
  /// The convolution of each channel, without a bias.
  public var depthwise: Conv2D
  /// The 1 x 1 convolution that mixes the channels.
  public var pointwise: Conv2D

  /// Creates the layer. Each input channel produces `multiplier` channels, which the 1 x 1 convolution
  /// mixes.
  public init(
    inputChannels: Int, filters: Int, multiplier: Int = 1, kernelSize: Extent2D, strides: Extent2D = 1,
    padding: Padding2D = .valid, dilation: Extent2D = 1, hasBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform
  ) {
    depthwise = .depthwise(
      channels: inputChannels, multiplier: multiplier, kernelSize: kernelSize, strides: strides,
      padding: padding,
      dilation: dilation, hasBias: false, kernelInitializer: kernelInitializer)
    pointwise = Conv2D(
      inputChannels: inputChannels * multiplier, filters: filters, kernelSize: 1, hasBias: hasBias,
      kernelInitializer: kernelInitializer)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("depthwise", &depthwise)
    visitor("pointwise", &pointwise)
  }

  /// Returns the convolution of images,
  /// `[batch, inputChannels, height, width] -> [batch, filters, height', width']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    pointwise(depthwise(input, context), context)
  }
}

/// A depthwise separable convolution over sequences; see ``SeparableConv2D``.
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, filters, length']`. Parameter names:
/// `depthwise.weight`, `pointwise.weight`, `pointwise.bias`.
public struct SeparableConv1D: Layer {
  /// The convolution of each channel, without a bias.
  public var depthwise: Conv1D
  /// The convolution of length 1 that mixes the channels.
  public var pointwise: Conv1D

  /// Creates the layer. Each input channel produces `multiplier` channels, which the convolution of
  /// length 1 mixes.
  public init(
    inputChannels: Int, filters: Int, multiplier: Int = 1, kernelSize: Int, strides: Int = 1,
    padding: Padding1D = .valid, dilation: Int = 1, hasBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform
  ) {
    depthwise = Conv1D(
      inputChannels: inputChannels, filters: inputChannels * multiplier, kernelSize: kernelSize,
      strides: strides,
      padding: padding, dilation: dilation, groups: inputChannels, hasBias: false,
      kernelInitializer: kernelInitializer)
    pointwise = Conv1D(
      inputChannels: inputChannels * multiplier, filters: filters, kernelSize: 1, hasBias: hasBias,
      kernelInitializer: kernelInitializer)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("depthwise", &depthwise)
    visitor("pointwise", &pointwise)
  }

  /// Returns the convolution of sequences,
  /// `[batch, inputChannels, length] -> [batch, filters, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    pointwise(depthwise(input, context), context)
  }
}
