// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Max-pooling of sequences: the maximum of each window. The gradient flows to its first occurrence in
/// the window.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']` with
/// `length' = floor((length + 2 padding - poolSize) / strides) + 1`. In ceil mode the division is rounded
/// up, but no window starts after the end of the sequence.
public struct MaxPool1D: Layer, ChannelLayer {
  /// The length of a window.
  public let poolSize: Int
  /// The step of the window.
  public let strides: Int
  /// The number of positions added at each end, at most half a window. They are never the maximum.
  public let padding: Int
  /// Whether a last window covers the remaining positions (PyTorch's `ceil_mode`).
  public let ceilMode: Bool
  /// The position of the channels.
  public let dataFormat: DataFormat

  /// Creates the layer. Without strides, windows do not overlap: the step is the length of the window.
  public init(
    poolSize: Int, strides: Int? = nil, padding: Int = 0, ceilMode: Bool = false,
    dataFormat: DataFormat = .channelsFirst
  ) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.ceilMode = ceilMode
    self.dataFormat = dataFormat
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the maxima, `[batch, channels, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.withChannelsFirst(dataFormat) { channelsFirst($0, context) }
  }

  func channelsFirst(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "MaxPool1D"), kernel: .row(poolSize), stride: .row(strides),
      padding: Extent2D(height: 0, width: padding), ceilMode: ceilMode, countingPadding: false,
      shape: input.shape)
    return input.asImages.maximumPooled(windows).asSequences
  }
}

/// Average pooling of sequences: the mean of each window.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']` with
/// `length' = floor((length + 2 padding - poolSize) / strides) + 1`. In ceil mode the division is rounded
/// up, but no window starts after the end of the sequence.
public struct AveragePool1D: Layer, ChannelLayer {
  /// The length of a window.
  public let poolSize: Int
  /// The step of the window.
  public let strides: Int
  /// The number of zeros added at each end, at most half a window.
  public let padding: Int
  /// Whether a last window covers the remaining positions (PyTorch's `ceil_mode`).
  public let ceilMode: Bool
  /// Whether the added zeros count in the mean (PyTorch's `count_include_pad`).
  public let countsPadding: Bool
  /// The position of the channels.
  public let dataFormat: DataFormat

  /// Creates the layer. Without strides, windows do not overlap: the step is the length of the window.
  public init(
    poolSize: Int, strides: Int? = nil, padding: Int = 0, ceilMode: Bool = false, countsPadding: Bool = true,
    dataFormat: DataFormat = .channelsFirst
  ) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.ceilMode = ceilMode
    self.dataFormat = dataFormat
    self.countsPadding = countsPadding
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the means, `[batch, channels, length']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.withChannelsFirst(dataFormat) { channelsFirst($0, context) }
  }

  func channelsFirst(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AveragePool1D"), kernel: .row(poolSize), stride: .row(strides),
      padding: Extent2D(height: 0, width: padding), ceilMode: ceilMode, countingPadding: countsPadding,
      shape: input.shape)
    return input.asImages.averagePooled(windows).asSequences
  }
}
