public import Autograd
public import TensorCore

/// A convolution run backwards, which makes images larger: every input pixel adds its number times a kernel to the output (Zeiler et al.
/// 2010). Height' = (height - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1.
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, outputChannels, height', width']`. Names: `weight` `[inputChannels,
/// outputChannels / groups, kernel height, kernel width]`, `bias` `[outputChannels]`.
public struct ConvTranspose2D: Layer {
  /// w, `[inputChannels, outputChannels / groups, kernel height, kernel width]`.
  public var weight: Parameter
  /// b, `[outputChannels]`.
  public var bias: Parameter?
  /// The step between the places of neighbouring input pixels in the output.
  public let stride: Extent2D
  /// Rows and columns of the output that are cut off along every edge.
  public let padding: Extent2D
  /// Rows and columns more at the end; less than the stride.
  public let outputPadding: Extent2D
  /// The step between pixels of the window.
  public let dilation: Extent2D
  /// Into how many groups the channels are divided, each of which is convolved for itself.
  public let groups: Int

  /// Initial weights are drawn by `initializer`; the bias, where there is one, starts at 0. Groups that do not divide both numbers of channels and an output
  /// padding not below the stride stop the program.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Extent2D, stride: Extent2D = 1, padding: Extent2D = 0,
    outputPadding: Extent2D = 0, dilation: Extent2D = 1, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .glorotUniform
  ) {
    guard
      min(outputPadding.height, outputPadding.width) >= 0 && outputPadding.height < stride.height
        && outputPadding.width < stride.width
    else {
      fatalError(
        "ConvTranspose: output padding \(outputPadding) must be 0 or more and below the stride \(stride)")
    }
    weight = initializer.kernels(
      inputs: outputChannels, outputs: inputChannels, [kernel.height, kernel.width], groups: groups)
    bias = hasBias ? Parameter([outputChannels], .zeros) : nil
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 4 else {
      shapeFailure(
        "ConvTranspose2D", [input.shape, weight.shape], "takes images [batch, channels, height, width]")
    }
    return input.transposeConvolved(
      with: context[weight], bias: bias.map { context[$0] },
      ConvolutionGeometry(stride: stride, padding: Margins(padding), dilation: dilation, groups: groups),
      outputPadding: outputPadding)
  }
}

/// ``ConvTranspose2D`` over sequences.
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, outputChannels, length']`. Names: `weight` `[inputChannels, outputChannels /
/// groups, kernel]`, `bias` `[outputChannels]`.
public struct ConvTranspose1D: Layer {
  /// w, `[inputChannels, outputChannels / groups, kernel]`.
  public var weight: Parameter
  /// b, `[outputChannels]`.
  public var bias: Parameter?
  /// The step between the places of neighbouring inputs in the output.
  public let stride: Int
  /// Places of the output that are cut off at both ends.
  public let padding: Int
  /// Places more at the end; fewer than the stride.
  public let outputPadding: Int
  /// The step between places of the window.
  public let dilation: Int
  /// Into how many groups the channels are divided, each of which is convolved for itself.
  public let groups: Int

  /// Initial weights are drawn by `initializer`; the bias, where there is one, starts at 0. Groups that do not divide both numbers of channels and an output
  /// padding not below the stride stop the program.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0,
    dilation: Int = 1, groups: Int = 1, hasBias: Bool = true, initializer: Initializer = .glorotUniform
  ) {
    guard outputPadding >= 0 && outputPadding < stride else {
      fatalError(
        "ConvTranspose: output padding \(outputPadding) must be 0 or more and below the stride \(stride)")
    }
    weight = initializer.kernels(
      inputs: outputChannels, outputs: inputChannels, [kernel], groups: groups)
    bias = hasBias ? Parameter([outputChannels], .zeros) : nil
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 3 else {
      shapeFailure(
        "ConvTranspose1D", [input.shape, weight.shape], "takes sequences [batch, channels, length]")
    }
    return input.asImages.transposeConvolved(
      with: context[weight].asImages, bias: bias.map { context[$0] },
      ConvolutionGeometry(
        stride: .row(stride), padding: Margins(left: padding, right: padding), dilation: .row(dilation),
        groups: groups), outputPadding: Extent2D(height: 0, width: outputPadding)
    ).asSequences
  }
}

extension Variable {
  /// The transposed convolution to the size that belongs to this one.
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
