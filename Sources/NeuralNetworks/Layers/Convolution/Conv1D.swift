// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

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

/// A convolution over sequences: y[n, k] = b[k] + the sum over the input channels c of k's group of x[n,
/// c] correlated with w[k, c].
///
/// Shapes: x `[batch, inputChannels, length]`, y `[batch, outputChannels, length']`. Parameter names:
/// `weight` `[outputChannels, inputChannels / groups, kernel]`, `bias` `[outputChannels]`.
public struct Conv1D: Layer {
  /// w, `[outputChannels, inputChannels / groups, kernel]`.
  public var weight: Parameter
  /// b, `[outputChannels]`; nil if the layer has no bias.
  public var bias: Parameter?
  /// The step of the window.
  public let stride: Int
  /// The zeros around the sequence.
  public let padding: Padding1D
  /// The distance between the positions of the window.
  public let dilation: Int
  /// The number of groups into which the channels are divided. Each group is convolved separately.
  public let groups: Int
  /// Whether the output is `max(y, 0)`, computed in the same step.
  public let isRectified: Bool

  /// Creates the layer. Weights are drawn by `initializer`; the bias, if any, starts at 0. Traps if one
  /// of the numbers of channels is not divisible by `groups`.
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Returns the convolution of sequences,
  /// `[batch, inputChannels, length] -> [batch, outputChannels, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 3 else {
      shapeFailure("Conv1D", [input.shape, weight.shape], "expected sequences [batch, channels, length]")
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
  /// Returns the extent of one row of `width` columns.
  static func row(_ width: Int) -> Extent2D { Extent2D(height: 1, width: width) }
}

extension Variable {
  /// Sequences `[batch, channels, length]` as images with one row.
  var asImages: Variable { reshaped([shape[0], shape[1], 1, shape[2]]) }
  /// Images with one row as sequences.
  var asSequences: Variable { reshaped([shape[0], shape[1], shape[3]]) }
}
