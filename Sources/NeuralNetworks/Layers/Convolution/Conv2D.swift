// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// The zeros around the input of a convolution over images.
public enum Padding2D: Sendable, Hashable {
  /// No zeros: the window stays inside the image.
  case valid
  /// As many zeros as give ceil(size / stride) outputs. If the number is odd, the additional row or
  /// column is at the end.
  case same
  /// The given number of rows above and below, and of columns on each side.
  case explicit(Extent2D)

  /// Returns the number of zeros on each edge of an image.
  package func margins(for size: Extent2D, kernel: Extent2D, stride: Extent2D, dilation: Extent2D) -> Margins
  {
    switch self {
    case .valid: Margins()
    case .same: .same(for: size, kernel: kernel, stride: stride, dilation: dilation)
    case .explicit(let extent): Margins(extent)
    }
  }
}

/// A convolution over images: y[n, k] = b[k] + the sum over the input channels c of k's group of x[n, c]
/// correlated with w[k, c].
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, outputChannels, height', width']`.
/// Parameter names: `weight` `[outputChannels, inputChannels / groups, kernel height, kernel width]`,
/// `bias` `[outputChannels]`.
public struct Conv2D: Layer {
  /// w, `[outputChannels, inputChannels / groups, kernel height, kernel width]`.
  public var weight: Parameter
  /// b, `[outputChannels]`; nil if the layer has no bias.
  public var bias: Parameter?
  /// The step of the window.
  public let stride: Extent2D
  /// The zeros around the image.
  public let padding: Padding2D
  /// The distance between the pixels of the window.
  public let dilation: Extent2D
  /// The number of groups into which the channels are divided. Each group is convolved separately.
  public let groups: Int
  /// Whether the output is `max(y, 0)`, computed in the same step.
  public let isRectified: Bool

  /// Creates the layer. Weights are drawn by `initializer`; the bias, if any, starts at 0. Traps if one
  /// of the numbers of channels is not divisible by `groups`.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Extent2D, stride: Extent2D = 1,
    padding: Padding2D = .valid,
    dilation: Extent2D = 1, groups: Int = 1, hasBias: Bool = true, isRectified: Bool = false,
    initializer: Initializer = .glorotUniform
  ) {
    weight = initializer.kernels(
      inputs: inputChannels, outputs: outputChannels, [kernel.height, kernel.width], groups: groups)
    bias = hasBias ? Parameter([outputChannels], .zeros) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.isRectified = isRectified
  }

  /// Creates a convolution that processes each channel separately and produces `multiplier` output
  /// channels per input channel, as Keras' `DepthwiseConv2D` does.
  public static func depthwise(
    channels: Int, multiplier: Int = 1, kernel: Extent2D, stride: Extent2D = 1, padding: Padding2D = .valid,
    dilation: Extent2D = 1, hasBias: Bool = true, initializer: Initializer = .glorotUniform
  ) -> Conv2D {
    Conv2D(
      inputChannels: channels, outputChannels: channels * multiplier, kernel: kernel, stride: stride,
      padding: padding, dilation: dilation, groups: channels, hasBias: hasBias, initializer: initializer)
  }

  /// The rows and columns of a kernel.
  public var kernel: Extent2D { Extent2D(height: weight.shape[2], width: weight.shape[3]) }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Returns the convolution of images,
  /// `[batch, inputChannels, height, width] -> [batch, outputChannels, height', width']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 4 else {
      shapeFailure("Conv2D", [input.shape, weight.shape], "expected images [batch, channels, height, width]")
    }
    let size = Extent2D(height: input.shape[2], width: input.shape[3])
    let geometry = ConvolutionGeometry(
      stride: stride,
      padding: padding.margins(for: size, kernel: kernel, stride: stride, dilation: dilation),
      dilation: dilation, groups: groups)
    return input.convolved(
      with: context[weight], bias: bias.map { context[$0] }, rectifying: isRectified, geometry)
  }
}

extension Initializer {
  /// Returns a parameter for kernels `[outputs, inputs / groups, extent...]`. Traps if one of the
  /// numbers of channels is not divisible by `groups`.
  func kernels(inputs: Int, outputs: Int, _ extent: [Int], groups: Int) -> Parameter {
    guard groups > 0 && inputs % groups == 0 && outputs % groups == 0 else {
      fatalError("Convolution: \(inputs) and \(outputs) channels are not divisible by \(groups) groups")
    }
    let taps = extent.reduce(1, *)
    return Parameter(
      Shape([outputs, inputs / groups] + extent), self, fanIn: inputs / groups * taps,
      fanOut: outputs / groups * taps)
  }
}
