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

/// A convolution over images with the options of Keras' `Conv2D`: y[n, k] = f(b[k] + the sum over the input
/// channels c of k's group of x[n, c] correlated with w[k, c]).
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, filters, height', width']`; with
/// `channelsLast`, the channels are the last axis of both. Parameter names: `weight`
/// `[filters, inputChannels / groups, kernel height, kernel width]`, `bias` `[filters]`.
public struct Conv2D: Layer, ChannelLayer {
  /// w, `[filters, inputChannels / groups, kernel height, kernel width]`.
  public var weight: Parameter
  /// b, `[filters]`; nil if the layer has no bias.
  public var bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// The rows and columns of a kernel.
  public let kernelSize: Extent2D
  /// The steps of the window.
  public let strides: Extent2D
  /// The zeros around the image.
  public let padding: Padding2D
  /// The distance between the pixels of the window.
  public let dilation: Extent2D
  /// The number of groups into which the channels are divided. Each group is convolved separately.
  public let groups: Int
  /// The position of the channels.
  public let dataFormat: DataFormat
  /// The activation function f; nil if there is none. `relu` is computed in the same step.
  public let activation: Activation?
  private let options: KernelOptions

  /// Creates the layer. Traps if one of the numbers of channels is not divisible by `groups`.
  ///
  /// - Parameters:
  ///   - inputChannels: the number of input channels; nil means that ``Layer/build(inputShape:)``
  ///     determines it.
  ///   - filters: the number of output channels.
  ///   - kernelSize: the size of the window, one number or ``Extent2D``.
  ///   - strides: the steps of the window, one number or ``Extent2D``.
  ///   - activation: the activation function; nil if there is none.
  ///   - kernelRegularizer: the penalty on W. Like the other penalties it is added in training passes and
  ///     becomes part of the loss in ``Module/valueAndGradients(seed:step:penalties:_:)``.
  ///   - biasRegularizer: the penalty on b.
  ///   - activityRegularizer: the penalty on the output, after the activation.
  ///   - kernelConstraint: the condition that W satisfies after each step of an optimiser. Its axes are
  ///     those in files.
  ///   - biasConstraint: the condition that b satisfies after each step.
  public init(
    inputChannels: Int? = nil, filters: Int, kernelSize: Extent2D, strides: Extent2D = 1,
    padding: Padding2D = .valid, dilation: Extent2D = 1, groups: Int = 1,
    dataFormat: DataFormat = .channelsFirst,
    activation: Activation? = nil, hasBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.dataFormat = dataFormat
    self.activation = activation
    options = KernelOptions(
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint)
    weight = .unbuilt("Conv2D")
    bias = hasBias ? options.bias(filters) : nil
    if let inputChannels { makeKernels(inputChannels) }
  }

  /// Creates a convolution that processes each channel separately and produces `multiplier` output
  /// channels per input channel, as Keras' `DepthwiseConv2D` does.
  public static func depthwise(
    channels: Int, multiplier: Int = 1, kernelSize: Extent2D, strides: Extent2D = 1,
    padding: Padding2D = .valid, dilation: Extent2D = 1, hasBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform
  ) -> Conv2D {
    Conv2D(
      inputChannels: channels, filters: channels * multiplier, kernelSize: kernelSize, strides: strides,
      padding: padding, dilation: dilation, groups: channels, hasBias: hasBias,
      kernelInitializer: kernelInitializer)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Creates the kernels for the channels of `inputShape`, the shape of a batch of images.
  public mutating func build(inputShape: Shape) {
    guard !weight.isBuilt else { return }
    guard inputShape.rank == 4 else {
      shapeFailure("Conv2D", [inputShape], "expected the shape of images, \(axes)")
    }
    makeKernels(dataFormat == .channelsFirst ? inputShape[1] : inputShape[3])
  }

  private mutating func makeKernels(_ inputChannels: Int) {
    weight = options.constrained(
      options.kernelInitializer.kernels(
        inputs: inputChannels, outputs: filters, [kernelSize.height, kernelSize.width], groups: groups))
  }

  private var axes: String {
    dataFormat == .channelsFirst ? "[batch, channels, height, width]" : "[batch, height, width, channels]"
  }

  /// Returns the convolution of images,
  /// `[batch, inputChannels, height, width] -> [batch, filters, height', width']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 4 else {
      shapeFailure("Conv2D", [input.shape, weight.shape], "expected images \(axes)")
    }
    if commutesWithMovedChannels { return input.withChannelsFirst(dataFormat) { channelsFirst($0, context) } }
    return output(of: input.withChannelsFirst(dataFormat) { sums(of: $0, context) }, context)
  }

  /// Returns the sums before the activation, or after a rectifier, with the channels in front.
  private func sums(of input: Variable, _ context: ForwardContext) -> Variable {
    let size = Extent2D(height: input.shape[2], width: input.shape[3])
    let geometry = ConvolutionGeometry(
      stride: strides,
      padding: padding.margins(for: size, kernel: kernelSize, stride: strides, dilation: dilation),
      dilation: dilation, groups: groups)
    return input.convolved(
      with: context[weight], bias: bias.map { context[$0] }, rectifying: activation?.isRectifier ?? false,
      geometry)
  }

  private func output(of sums: Variable, _ context: ForwardContext) -> Variable {
    options.output(
      of: sums, activation, isRectified: activation?.isRectifier ?? false, weight, bias, context)
  }

  var commutesWithMovedChannels: Bool { activation?.isElementwise ?? true }

  func channelsFirst(_ input: Variable, _ context: ForwardContext) -> Variable {
    output(of: sums(of: input, context), context)
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
