public import Autograd
internal import TensorCore

/// The largest number of every window of a sequence; the gradient goes to where it stands first.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']`, length' = floor((length + 2 padding - kernel) / stride) + 1.
public struct MaxPool1D: Layer {
  /// The length of a window.
  public let kernel: Int
  /// The window's step.
  public let stride: Int
  /// Places at both ends, at most half a window, which are never the largest.
  public let padding: Int

  /// Creates the layer; windows lie side by side unless a stride is given.
  public init(kernel: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "MaxPool1D"), kernel: .row(kernel), stride: .row(stride),
      padding: Extent2D(height: 0, width: padding), countingPadding: false, shape: input.shape)
    return input.asImages.maximumPooled(windows).asSequences
  }
}

/// The mean of every window of a sequence.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, length']`, length' = floor((length + 2 padding - kernel) / stride) + 1.
public struct AveragePool1D: Layer {
  /// The length of a window.
  public let kernel: Int
  /// The window's step.
  public let stride: Int
  /// Zeros at both ends, at most half a window.
  public let padding: Int
  /// Whether these zeros count in the mean (PyTorch's `count_include_pad`).
  public let countsPadding: Bool

  /// Creates the layer; windows lie side by side unless a stride is given.
  public init(kernel: Int, stride: Int? = nil, padding: Int = 0, countsPadding: Bool = true) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.countsPadding = countsPadding
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AveragePool1D"), kernel: .row(kernel), stride: .row(stride),
      padding: Extent2D(height: 0, width: padding), countingPadding: countsPadding, shape: input.shape)
    return input.asImages.averagePooled(windows).asSequences
  }
}
