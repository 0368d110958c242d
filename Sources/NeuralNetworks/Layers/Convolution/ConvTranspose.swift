// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A transposed convolution, which enlarges images: each input pixel adds its value times a kernel to
/// the output (Zeiler et al. 2010). The output has the height
/// `(height - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1`; the same holds for the
/// width.
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, filters, height', width']`.
/// Parameter names: `weight` `[inputChannels, filters / groups, kernel height, kernel width]`,
/// `bias` `[filters]`.
public struct ConvTranspose2D: Layer {
  /// w, `[inputChannels, filters / groups, kernel height, kernel width]`.
  public var weight: Parameter
  /// b, `[filters]`; nil if the layer has no bias.
  public var bias: Parameter?
  /// The distance in the output between the positions of neighbouring input pixels.
  public let strides: Extent2D
  /// The rows and columns of the output that are removed along each edge.
  public let padding: Extent2D
  /// The additional rows and columns at the end of the output; less than the stride.
  public let outputPadding: Extent2D
  /// The distance between the pixels of the window.
  public let dilation: Extent2D
  /// The number of groups into which the channels are divided. Each group is convolved separately.
  public let groups: Int

  /// Creates the layer. Weights are drawn by `kernelInitializer`; the bias, if any, starts at 0. Traps if one
  /// of the numbers of channels is not divisible by `groups`, or if the output padding is negative or
  /// not less than the stride.
  public init(
    inputChannels: Int, filters: Int, kernelSize: Extent2D, strides: Extent2D = 1, padding: Extent2D = 0,
    outputPadding: Extent2D = 0, dilation: Extent2D = 1, groups: Int = 1, hasBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform
  ) {
    guard
      min(outputPadding.height, outputPadding.width) >= 0 && outputPadding.height < strides.height
        && outputPadding.width < strides.width
    else {
      fatalError(
        "ConvTranspose: output padding \(outputPadding) must be 0 or more and below the stride \(strides)")
    }
    weight = kernelInitializer.kernels(
      inputs: filters, outputs: inputChannels, [kernelSize.height, kernelSize.width], groups: groups)
    bias = hasBias ? Parameter([filters], .zeros) : nil
    self.strides = strides
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Returns the enlarged images,
  /// `[batch, inputChannels, height, width] -> [batch, filters, height', width']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 4 else {
      shapeFailure(
        "ConvTranspose2D", [input.shape, weight.shape], "expected images [batch, channels, height, width]")
    }
    return input.transposeConvolved(
      with: context[weight], bias: bias.map { context[$0] },
      ConvolutionGeometry(stride: strides, padding: Margins(padding), dilation: dilation, groups: groups),
      outputPadding: outputPadding)
  }
}

/// A transposed convolution over sequences; see ``ConvTranspose2D``.
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, filters, length']`. Parameter names:
/// `weight` `[inputChannels, filters / groups, kernel]`, `bias` `[filters]`.
public struct ConvTranspose1D: Layer {
  /// w, `[inputChannels, filters / groups, kernel]`.
  public var weight: Parameter
  /// b, `[filters]`; nil if the layer has no bias.
  public var bias: Parameter?
  /// The distance in the output between the positions of neighbouring inputs.
  public let strides: Int
  /// The number of output positions that are removed at each end.
  public let padding: Int
  /// The number of additional positions at the end of the output; less than the stride.
  public let outputPadding: Int
  /// The distance between the positions of the window.
  public let dilation: Int
  /// The number of groups into which the channels are divided. Each group is convolved separately.
  public let groups: Int

  /// Creates the layer. Weights are drawn by `kernelInitializer`; the bias, if any, starts at 0. Traps if one
  /// of the numbers of channels is not divisible by `groups`, or if the output padding is negative or
  /// not less than the stride.
  public init(
    inputChannels: Int, filters: Int, kernelSize: Int, strides: Int = 1, padding: Int = 0,
    outputPadding: Int = 0,
    dilation: Int = 1, groups: Int = 1, hasBias: Bool = true, kernelInitializer: Initializer = .glorotUniform
  ) {
    guard outputPadding >= 0 && outputPadding < strides else {
      fatalError(
        "ConvTranspose: output padding \(outputPadding) must be 0 or more and below the stride \(strides)")
    }
    weight = kernelInitializer.kernels(
      inputs: filters, outputs: inputChannels, [kernelSize], groups: groups)
    bias = hasBias ? Parameter([filters], .zeros) : nil
    self.strides = strides
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Returns the longer sequences, `[batch, inputChannels, length] -> [batch, filters, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 3 else {
      shapeFailure(
        "ConvTranspose1D", [input.shape, weight.shape], "expected sequences [batch, channels, length]")
    }
    return input.asImages.transposeConvolved(
      with: context[weight].asImages, bias: bias.map { context[$0] },
      ConvolutionGeometry(
        stride: .row(strides), padding: Margins(left: padding, right: padding), dilation: .row(dilation),
        groups: groups), outputPadding: Extent2D(height: 0, width: outputPadding)
    ).asSequences
  }
}

extension Variable {
  /// Computes the output size from the geometry and returns the transposed convolution of that size.
  /// Traps if the output would be empty.
  fileprivate func transposeConvolved(
    with weight: Variable, bias: Variable?, _ geometry: ConvolutionGeometry, outputPadding: Extent2D
  ) -> Variable {
    let (padding, stride, dilation) = (geometry.padding, geometry.stride, geometry.dilation)
    let size = Extent2D(
      height: (shape[2] - 1) * stride.height + dilation.height * (weight.shape[2] - 1) + 1 - padding.top
        - padding.bottom + outputPadding.height,
      width: (shape[3] - 1) * stride.width + dilation.width * (weight.shape[3] - 1) + 1 - padding.left
        - padding.right + outputPadding.width)
    guard size.height > 0 && size.width > 0 else {
      shapeFailure("transposed convolution", [shape, weight.shape], "the padding leaves no output: \(size)")
    }
    return transposeConvolved(with: weight, bias: bias, geometry, size: size)
  }
}
