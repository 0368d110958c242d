public import Autograd
internal import TensorCore

/// The largest number of every window of a sequence; the gradient goes to where it stands first.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']`, length' = floor((length + 2 padding - kernel) / stride) + 1
/// (with ceil mode ceil, but no window begins behind the sequence).
public struct MaxPool1D: Layer {
  /// The length of a window.
  public let kernel: Int
  /// The window's step.
  public let stride: Int
  /// Places at both ends, at most half a window, which are never the largest.
  public let padding: Int
  /// Whether a last window covers what the others leave over (PyTorch's `ceil_mode`).
  public let ceilMode: Bool

  /// Creates the layer; windows lie side by side unless a stride is given.
  public init(kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.ceilMode = ceilMode
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "MaxPool1D"), kernel: .row(kernel), stride: .row(stride),
      padding: Extent2D(height: 0, width: padding), ceilMode: ceilMode, countingPadding: false,
      shape: input.shape)
    return input.asImages.maximumPooled(windows).asSequences
  }
}

/// The mean of every window of a sequence.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']`, length' = floor((length + 2 padding - kernel) / stride) + 1
/// (with ceil mode ceil, but no window begins behind the sequence).
public struct AveragePool1D: Layer {
  /// The length of a window.
  public let kernel: Int
  /// The window's step.
  public let stride: Int
  /// Zeros at both ends, at most half a window.
  public let padding: Int
  /// Whether a last window covers what the others leave over (PyTorch's `ceil_mode`).
  public let ceilMode: Bool
  /// Whether these zeros count in the mean (PyTorch's `count_include_pad`).
  public let countsPadding: Bool

  /// Creates the layer; windows lie side by side unless a stride is given.
  public init(
    kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false, countsPadding: Bool = true
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
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AveragePool1D"), kernel: .row(kernel), stride: .row(stride),
      padding: Extent2D(height: 0, width: padding), ceilMode: ceilMode, countingPadding: countsPadding,
      shape: input.shape)
    return input.asImages.averagePooled(windows).asSequences
  }
}
