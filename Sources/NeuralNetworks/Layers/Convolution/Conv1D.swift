public import Autograd
internal import TensorCore

/// Zeros around the input of a convolution over sequences.
public enum Padding1D: Sendable, Hashable {
  /// None: the window stays inside.
  case valid
  /// As many as give ceil(length / stride) outputs, an odd one at the end.
  case same
  /// As many in front as an output needs to depend on earlier inputs only, none at the end.
  case causal
  /// So many on both sides.
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

/// A convolution over sequences: y[n, k] = b[k] + the sum over the input channels c of k's group of x[n, c] correlated with w[k, c].
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, outputChannels, length']`. Names: `weight` `[outputChannels, inputChannels /
/// groups, kernel]`, `bias` `[outputChannels]`.
public struct Conv1D: Layer {
  /// w, `[outputChannels, inputChannels / groups, kernel]`.
  public var weight: Parameter
  /// b, `[outputChannels]`.
  public var bias: Parameter?
  /// The window's step.
  public let stride: Int
  /// Zeros around the sequence.
  public let padding: Padding1D
  /// The step between places of the window.
  public let dilation: Int
  /// Into how many groups the channels are divided, each of which is convolved for itself.
  public let groups: Int
  /// Whether max(y, 0) is put out, in the same pass.
  public let isRectified: Bool

  /// Initial weights are drawn by `initializer`; the bias, where there is one, starts at 0. Groups that do not divide both numbers of channels stop the
  /// program.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Padding1D = .valid,
    dilation: Int = 1, groups: Int = 1, hasBias: Bool = true, isRectified: Bool = false,
    initializer: Initializer = .glorotUniform
  ) {
    weight = initializer.kernels(
      inputs: inputChannels, outputs: outputChannels, [kernel], groups: groups)
    bias = hasBias ? Parameter([outputChannels], .zeros) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.isRectified = isRectified
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 3 else {
      shapeFailure("Conv1D", [input.shape, weight.shape], "takes sequences [batch, channels, length]")
    }
    let geometry = ConvolutionGeometry(
      stride: .row(stride),
      padding: padding.margins(
        for: input.shape[2], kernel: weight.shape[2], stride: stride, dilation: dilation),
      dilation: .row(dilation), groups: groups)
    return input.asImages.convolved(
      with: context[weight].asImages, bias: bias.map { context[$0] }, rectifying: isRectified, geometry
    ).asSequences
  }
}

extension Extent2D {
  /// One row of `width`.
  static func row(_ width: Int) -> Extent2D { Extent2D(height: 1, width: width) }
}

extension Variable {
  /// Sequences `[batch, channels, length]` as images of one row.
  var asImages: Variable { reshaped([shape[0], shape[1], 1, shape[2]]) }
  /// Images of one row as sequences.
  var asSequences: Variable { reshaped([shape[0], shape[1], shape[3]]) }
}
