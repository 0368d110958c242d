public import Autograd
public import TensorCore

/// Zeros around the input of a convolution over images.
public enum Padding2D: Sendable, Hashable {
  /// None: the window stays inside.
  case valid
  /// As many as give ceil(size / stride) outputs, an odd one at the end.
  case same
  /// So many rows above and below and columns on both sides.
  case explicit(Extent2D)

  /// The zeros on every edge of an image.
  package func margins(for size: Extent2D, kernel: Extent2D, stride: Extent2D, dilation: Extent2D) -> Margins
  {
    switch self {
    case .valid: Margins()
    case .same: .same(for: size, kernel: kernel, stride: stride, dilation: dilation)
    case .explicit(let extent): Margins(extent)
    }
  }
}

/// A convolution over images: y[n, k] = b[k] + the sum over the input channels c of k's group of x[n, c] correlated with w[k, c].
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, outputChannels, height', width']`. Names: `weight` `[outputChannels,
/// inputChannels / groups, kernel height, kernel width]`, `bias` `[outputChannels]`.
public struct Conv2D: Layer {
  /// w, `[outputChannels, inputChannels / groups, kernel height, kernel width]`.
  public var weight: Parameter
  /// b, `[outputChannels]`.
  public var bias: Parameter?
  /// The window's step.
  public let stride: Extent2D
  /// Zeros around the image.
  public let padding: Padding2D
  /// The step between pixels of the window.
  public let dilation: Extent2D
  /// Into how many groups the channels are divided, each of which is convolved for itself.
  public let groups: Int
  /// Whether max(y, 0) is put out, in the same pass.
  public let isRectified: Bool

  /// Initial weights are drawn by `initializer`; the bias, where there is one, starts at 0. Groups that do not divide both numbers of channels stop the
  /// program.
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

  /// A convolution of every channel for itself, which gives `multiplier` output channels (Keras' DepthwiseConv2D).
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

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 4 else {
      shapeFailure("Conv2D", [input.shape, weight.shape], "takes images [batch, channels, height, width]")
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
  /// Kernels `[outputs, inputs / groups, extent...]`.
  func kernels(inputs: Int, outputs: Int, _ extent: [Int], groups: Int) -> Parameter {
    guard groups > 0 && inputs % groups == 0 && outputs % groups == 0 else {
      fatalError("Convolution: \(inputs) and \(outputs) channels do not divide into \(groups) groups")
    }
    let taps = extent.reduce(1, *)
    return Parameter(
      Shape([outputs, inputs / groups] + extent), self, fanIn: inputs / groups * taps,
      fanOut: outputs / groups * taps)
  }
}
