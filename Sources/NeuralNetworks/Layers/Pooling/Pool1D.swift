// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Max-pooling of sequences: the maximum of each window. The gradient flows to its first occurrence in
/// the window.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']` with
/// `length' = floor((length + 2 padding - kernel) / stride) + 1`. In ceil mode the division is rounded
/// up, but no window starts after the end of the sequence.
public struct MaxPool1D: Layer {
  /// The length of a window.
  public let kernel: Int
  /// The step of the window.
  public let stride: Int
  /// The number of positions added at each end, at most half a window. They are never the maximum.
  public let padding: Int
  /// Whether a last window covers the remaining positions (PyTorch's `ceil_mode`).
  public let ceilMode: Bool

  /// Creates the layer. Without a stride, windows do not overlap: the stride is the length of the
  /// window.
  public init(kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.ceilMode = ceilMode
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the maxima, `[batch, channels, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "MaxPool1D"), kernel: .row(kernel), stride: .row(stride),
      padding: Extent2D(height: 0, width: padding), ceilMode: ceilMode, countingPadding: false,
      shape: input.shape)
    return input.asImages.maximumPooled(windows).asSequences
  }
}

/// Average pooling of sequences: the mean of each window.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']` with
/// `length' = floor((length + 2 padding - kernel) / stride) + 1`. In ceil mode the division is rounded
/// up, but no window starts after the end of the sequence.
public struct AveragePool1D: Layer {
  /// The length of a window.
  public let kernel: Int
  /// The step of the window.
  public let stride: Int
  /// The number of zeros added at each end, at most half a window.
  public let padding: Int
  /// Whether a last window covers the remaining positions (PyTorch's `ceil_mode`).
  public let ceilMode: Bool
  /// Whether the added zeros count in the mean (PyTorch's `count_include_pad`).
  public let countsPadding: Bool

  /// Creates the layer. Without a stride, windows do not overlap: the stride is the length of the
  /// window.
  public init(
    kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false, countsPadding: Bool = true
  ) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.ceilMode = ceilMode
    self.countsPadding = countsPadding
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the means, `[batch, channels, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AveragePool1D"), kernel: .row(kernel), stride: .row(stride),
      padding: Extent2D(height: 0, width: padding), ceilMode: ceilMode, countingPadding: countsPadding,
      shape: input.shape)
    return input.asImages.averagePooled(windows).asSequences
  }
}
