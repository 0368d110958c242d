// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// Max-pooling of images: the maximum of each window. The gradient flows to its first occurrence in the
/// window.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, height', width']` with
/// `height' = floor((height + 2 padding - poolSize) / strides) + 1`, and the width likewise. In ceil mode
/// the division is rounded up, but no window starts after the end of the image.
public struct MaxPool2D: Layer, ChannelLayer {
  /// The rows and columns of a window.
  public let poolSize: Extent2D
  /// The step of the window.
  public let strides: Extent2D
  /// The rows and columns added around the image, at most half a window. They are never the maximum.
  public let padding: Extent2D
  /// Whether a last window covers the remaining rows and columns (PyTorch's `ceil_mode`).
  public let ceilMode: Bool
  /// The position of the channels.
  public let dataFormat: DataFormat

  /// Creates the layer. Without strides, windows do not overlap: the strides are the size of the window.
  public init(
    poolSize: Extent2D, strides: Extent2D? = nil, padding: Extent2D = 0, ceilMode: Bool = false,
    dataFormat: DataFormat = .channelsFirst
  ) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.ceilMode = ceilMode
    self.dataFormat = dataFormat
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the maxima, `[batch, channels, height', width']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.withChannelsFirst(dataFormat) { channelsFirst($0, context) }
  }

  func channelsFirst(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.maximumPooled(
      PoolingWindows(
        size: input.imageSize(for: "MaxPool2D"), kernel: poolSize, stride: strides, padding: padding,
        ceilMode: ceilMode, countingPadding: false, shape: input.shape))
  }
}

/// Average pooling of images: the mean of each window.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, height', width']` with
/// `height' = floor((height + 2 padding - poolSize) / strides) + 1`, and the width likewise. In ceil mode
/// the division is rounded up, but no window starts after the end of the image.
public struct AveragePool2D: Layer, ChannelLayer {
  /// The rows and columns of a window.
  public let poolSize: Extent2D
  /// The step of the window.
  public let strides: Extent2D
  /// The rows and columns of zeros added around the image, at most half a window.
  public let padding: Extent2D
  /// Whether a last window covers the remaining rows and columns (PyTorch's `ceil_mode`).
  public let ceilMode: Bool
  /// Whether the added zeros count in the mean (PyTorch's `count_include_pad`).
  public let countsPadding: Bool
  /// The position of the channels.
  public let dataFormat: DataFormat

  /// Creates the layer. Without strides, windows do not overlap: the strides are the size of the window.
  public init(
    poolSize: Extent2D, strides: Extent2D? = nil, padding: Extent2D = 0, ceilMode: Bool = false,
    countsPadding: Bool = true, dataFormat: DataFormat = .channelsFirst
  ) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.ceilMode = ceilMode
    self.dataFormat = dataFormat
    self.countsPadding = countsPadding
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the means, `[batch, channels, height', width']`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.withChannelsFirst(dataFormat) { channelsFirst($0, context) }
  }

  func channelsFirst(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.averagePooled(
      PoolingWindows(
        size: input.imageSize(for: "AveragePool2D"), kernel: poolSize, stride: strides, padding: padding,
        ceilMode: ceilMode, countingPadding: countsPadding, shape: input.shape))
  }
}

/// Average pooling of images to a given size: the image is divided into parts of about equal size, and
/// each output is the mean of one part.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, output height, output width]`.
public struct AdaptiveAveragePool2D: Layer {
  /// The rows and columns of the output.
  public let output: Extent2D

  /// Creates the layer.
  public init(output: Extent2D) { self.output = output }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the means, `[batch, channels, output height, output width]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.averagePooled(
      PoolingWindows(
        size: input.imageSize(for: "AdaptiveAveragePool2D"), output: output, shape: input.shape))
  }
}

/// Max-pooling of images to a given size: the image is divided into parts of about equal size, and each
/// output is the maximum of one part.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, output height, output width]`.
public struct AdaptiveMaxPool2D: Layer {
  /// The rows and columns of the output.
  public let output: Extent2D

  /// Creates the layer.
  public init(output: Extent2D) { self.output = output }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the maxima, `[batch, channels, output height, output width]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.maximumPooled(
      PoolingWindows(size: input.imageSize(for: "AdaptiveMaxPool2D"), output: output, shape: input.shape))
  }
}

extension Variable {
  /// Returns the rows and columns of images `[batch, channels, height, width]`. Traps for other shapes.
  func imageSize(for layer: StaticString) -> Extent2D {
    guard shape.rank == 4 else {
      shapeFailure(layer, [shape], "expected images [batch, channels, height, width]")
    }
    return Extent2D(height: shape[2], width: shape[3])
  }

  /// Returns the length of sequences `[batch, channels, length]`, as one row. Traps for other shapes.
  func sequenceLength(for layer: StaticString) -> Extent2D {
    guard shape.rank == 3 else {
      shapeFailure(layer, [shape], "expected sequences [batch, channels, length]")
    }
    return .row(shape[2])
  }
}
