public import Autograd
internal import TensorCore

/// The means of so many parts of a sequence, of about the same length, that the output has a given length.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, output]`.
public struct AdaptiveAveragePool1D: Layer {
  /// The length of the output.
  public let output: Int

  /// Creates the layer.
  public init(output: Int) { self.output = output }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AdaptiveAveragePool1D"), output: .row(output), shape: input.shape)
    return input.asImages.averagePooled(windows).asSequences
  }
}

/// The largest numbers of so many parts of a sequence, of about the same length, that the output has a given length.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, output]`.
public struct AdaptiveMaxPool1D: Layer {
  /// The length of the output.
  public let output: Int

  /// Creates the layer.
  public init(output: Int) { self.output = output }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AdaptiveMaxPool1D"), output: .row(output), shape: input.shape)
    return input.asImages.maximumPooled(windows).asSequences
  }
}
