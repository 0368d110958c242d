public import Autograd
public import TensorCore

/// The largest number of every window of an image; the gradient goes to where it stands first.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, height', width']`, height' = floor((height + 2 padding - kernel) /
/// stride) + 1 (with ceil mode ceil, but no window begins behind the image).
public struct MaxPool2D: Layer {
  /// The rows and columns of a window.
  public let kernel: Extent2D
  /// The window's step.
  public let stride: Extent2D
  /// Rows and columns around the image, at most half a window, which are never the largest.
  public let padding: Extent2D
  /// Whether a last window covers what the others leave over (PyTorch's `ceil_mode`).
  public let ceilMode: Bool

  /// Creates the layer; windows lie side by side unless a stride is given.
  public init(kernel: Extent2D, stride: Extent2D? = nil, padding: Extent2D = 0, ceilMode: Bool = false) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.ceilMode = ceilMode
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.maximumPooled(
      PoolingWindows(
        size: input.imageSize(for: "MaxPool2D"), kernel: kernel, stride: stride, padding: padding,
        ceilMode: ceilMode, countingPadding: false, shape: input.shape))
  }
}

/// The mean of every window of an image.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, height', width']`, height' = floor((height + 2 padding - kernel) /
/// stride) + 1 (with ceil mode ceil, but no window begins behind the image).
public struct AveragePool2D: Layer {
  /// The rows and columns of a window.
  public let kernel: Extent2D
  /// The window's step.
  public let stride: Extent2D
  /// Rows and columns of zeros around the image, at most half a window.
  public let padding: Extent2D
  /// Whether a last window covers what the others leave over (PyTorch's `ceil_mode`).
  public let ceilMode: Bool
  /// Whether these zeros count in the mean (PyTorch's `count_include_pad`).
  public let countsPadding: Bool

  /// Creates the layer; windows lie side by side unless a stride is given.
  public init(
    kernel: Extent2D, stride: Extent2D? = nil, padding: Extent2D = 0, ceilMode: Bool = false,
    countsPadding: Bool = true
  ) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.ceilMode = ceilMode
    self.countsPadding = countsPadding
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.averagePooled(
      PoolingWindows(
        size: input.imageSize(for: "AveragePool2D"), kernel: kernel, stride: stride, padding: padding,
        ceilMode: ceilMode, countingPadding: countsPadding, shape: input.shape))
  }
}

/// The means of so many parts of an image, of about the same size, that the output has a given size.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, output height, output width]`.
public struct AdaptiveAveragePool2D: Layer {
  /// The rows and columns of the output.
  public let output: Extent2D

  /// Creates the layer.
  public init(output: Extent2D) { self.output = output }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.averagePooled(
      PoolingWindows(
        size: input.imageSize(for: "AdaptiveAveragePool2D"), output: output, shape: input.shape))
  }
}

/// The largest numbers of so many parts of an image, of about the same size, that the output has a given size.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, channels, output height, output width]`.
public struct AdaptiveMaxPool2D: Layer {
  /// The rows and columns of the output.
  public let output: Extent2D

  /// Creates the layer.
  public init(output: Extent2D) { self.output = output }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.maximumPooled(
      PoolingWindows(size: input.imageSize(for: "AdaptiveMaxPool2D"), output: output, shape: input.shape))
  }
}

extension Variable {
  /// The rows and columns of images `[batch, channels, height, width]`; other shapes stop the program.
  func imageSize(for layer: StaticString) -> Extent2D {
    guard shape.rank == 4 else {
      shapeFailure(layer, [shape], "takes images [batch, channels, height, width]")
    }
    return Extent2D(height: shape[2], width: shape[3])
  }

  /// The length of sequences `[batch, channels, length]`; other shapes stop the program.
  func sequenceLength(for layer: StaticString) -> Extent2D {
    guard shape.rank == 3 else { shapeFailure(layer, [shape], "takes sequences [batch, channels, length]") }
    return .row(shape[2])
  }
}
