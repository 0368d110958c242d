// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A layer that sets whole channels to 0 with probability `rate` during training and scales the others
/// by `1 / (1 - rate)` (Tompson et al. 2015). Neighbouring pixels are so similar that dropping single
/// pixels would remove little information. The layer does nothing during evaluation.
///
/// Shapes: x and y `[batch, channels, ...]`.
public struct SpatialDropout: Layer {
  private let dropout: Dropout

  /// Creates the layer. Traps if the rate is outside 0...1.
  public init(rate: Float) { dropout = Dropout(rate: rate) }

  /// The probability that a channel is dropped.
  public var rate: Float { dropout.rate }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Drops channels of `input`, `[batch, channels, ...]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let shape = input.shape
    guard shape.rank >= 2 else { shapeFailure("SpatialDropout", [shape], "expected [batch, channels, ...]") }
    guard let (mask, scale) = dropout.draw(count: shape[0] * shape[1], context) else { return input }
    let ones = Tensor(
      repeating: 1, shape: Shape([shape[0], shape[1]] + Array(repeating: 1, count: shape.rank - 2)))
    return input * Variable(ones.masked(by: mask, scale: scale))
  }
}
