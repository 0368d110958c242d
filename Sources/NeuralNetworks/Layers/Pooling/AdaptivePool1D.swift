// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Average pooling of sequences to a given length: the sequence is divided into parts of about equal
/// length, and each output is the mean of one part.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, output]`.
public struct AdaptiveAveragePool1D: Layer {
  /// The length of the output.
  public let output: Int

  /// Creates the layer.
  public init(output: Int) { self.output = output }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the means, `[batch, channels, output]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AdaptiveAveragePool1D"), output: .row(output), shape: input.shape)
    return input.asImages.averagePooled(windows).asSequences
  }
}

/// Max-pooling of sequences to a given length: the sequence is divided into parts of about equal length,
/// and each output is the maximum of one part.
///
/// Shapes: x `[batch, channels, length]`, y `[batch, channels, output]`.
public struct AdaptiveMaxPool1D: Layer {
  /// The length of the output.
  public let output: Int

  /// Creates the layer.
  public init(output: Int) { self.output = output }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the maxima, `[batch, channels, output]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let windows = PoolingWindows(
      size: input.sequenceLength(for: "AdaptiveMaxPool1D"), output: .row(output), shape: input.shape)
    return input.asImages.maximumPooled(windows).asSequences
  }
}
