// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// The zeros around the input of a convolution over sequences.
public enum Padding1D: Sendable, Hashable {
  /// No zeros: the window stays inside the sequence.
  case valid
  /// As many zeros as give ceil(length / stride) outputs. If the number is odd, the additional zero is
  /// at the end.
  case same
  /// Zeros at the start only, so that each output depends only on inputs up to its position.
  case causal
  /// The given number of zeros at each end.
  case explicit(Int)

  fileprivate func margins(for length: Int, kernel: Int, stride: Int, dilation: Int) -> Margins {
    switch self {
    case .valid: Margins()
    case .same:
      .same(
        for: .row(length), kernel: .row(kernel), stride: .row(stride), dilation: .row(dilation))
    case .causal: Margins(left: (kernel - 1) * dilation)
    case .explicit(let count): Margins(left: count, right: count)
    }
  }
}

/// A convolution over sequences with the options of Keras' `Conv1D`: y[n, k] = f(b[k] + the sum over the
/// input channels c of k's group of x[n, c] correlated with w[k, c]).
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, filters, length']`; with `channelsLast`, the
/// channels are the last axis of both. Parameter names: `weight`
/// `[filters, inputChannels / groups, kernelSize]`, `bias` `[filters]`.
public struct Conv1D: Layer, ChannelLayer {
  /// w, `[filters, inputChannels / groups, kernelSize]`.
  public var weight: Parameter
  /// b, `[filters]`; nil if the layer has no bias.
  public var bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// The length of a kernel.
  public let kernelSize: Int
  /// The step of the window.
  public let strides: Int
  /// The zeros around the sequence.
  public let padding: Padding1D
  /// The distance between the positions of the window.
  public let dilation: Int
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
  ///   - kernelSize: the length of the window.
  ///   - strides: the step of the window.
  ///   - activation: the activation function; nil if there is none.
  ///   - kernelRegularizer: the penalty on W. Like the other penalties it is added in training passes and
  ///     becomes part of the loss in ``Module/valueAndGradients(seed:step:penalties:_:)``.
  ///   - biasRegularizer: the penalty on b.
  ///   - activityRegularizer: the penalty on the output, after the activation.
  ///   - kernelConstraint: the condition that W satisfies after each step of an optimiser. Its axes are
  ///     those in files.
  ///   - biasConstraint: the condition that b satisfies after each step.
  public init(
    inputChannels: Int? = nil, filters: Int, kernelSize: Int, strides: Int = 1,
    padding: Padding1D = .valid, dilation: Int = 1, groups: Int = 1,
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
    weight = .unbuilt("Conv1D")
    bias = hasBias ? options.bias(filters) : nil
    if let inputChannels { makeKernels(inputChannels) }
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Creates the kernels for the channels of `inputShape`, the shape of a batch of sequences.
  public mutating func build(inputShape: Shape) {
    guard !weight.isBuilt else { return }
    guard inputShape.rank == 3 else {
      shapeFailure("Conv1D", [inputShape], "expected the shape of sequences, \(axes)")
    }
    makeKernels(dataFormat == .channelsFirst ? inputShape[1] : inputShape[2])
  }

  private mutating func makeKernels(_ inputChannels: Int) {
    weight = options.constrained(
      options.kernelInitializer.kernels(
        inputs: inputChannels, outputs: filters, [kernelSize], groups: groups))
  }

  private var axes: String {
    dataFormat == .channelsFirst ? "[batch, channels, length]" : "[batch, length, channels]"
  }

  /// Returns the convolution of sequences,
  /// `[batch, inputChannels, length] -> [batch, filters, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 3 else {
      shapeFailure("Conv1D", [input.shape, weight.shape], "expected sequences \(axes)")
    }
    if commutesWithMovedChannels { return input.withChannelsFirst(dataFormat) { channelsFirst($0, context) } }
    return output(of: input.withChannelsFirst(dataFormat) { sums(of: $0, context) }, context)
  }

  /// Returns the sums before the activation, or after a rectifier, with the channels in front.
  private func sums(of input: Variable, _ context: ForwardContext) -> Variable {
    let geometry = ConvolutionGeometry(
      stride: .row(strides),
      padding: padding.margins(
        for: input.shape[2], kernel: kernelSize, stride: strides, dilation: dilation),
      dilation: .row(dilation), groups: groups)
    return input.asImages.convolved(
      with: context[weight].asImages, bias: bias.map { context[$0] },
      rectifying: activation?.isRectifier ?? false, geometry
    ).asSequences
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

extension Extent2D {
  /// Returns the extent of one row of `width` columns.
  static func row(_ width: Int) -> Extent2D { Extent2D(height: 1, width: width) }
}

extension Variable {
  /// Sequences `[batch, channels, length]` as images with one row.
  var asImages: Variable { reshaped([shape[0], shape[1], 1, shape[2]]) }
  /// Images with one row as sequences.
  var asSequences: Variable { reshaped([shape[0], shape[1], shape[3]]) }
}
