public import Autograd
internal import TensorCore

/// Sets whole channels to 0 with probability `rate` during training and scales the others by 1 / (1 - rate) (Tompson et al. 2015):
/// neighbouring pixels say the same, so that dropping single ones would drop little. Does nothing during evaluation.
///
/// Shapes: x and y `[batch, channels, ...]`.
public struct SpatialDropout: Layer {
  private let dropout: Dropout

  /// Creates the layer. A rate outside 0...1 stops the program.
  public init(rate: Float) { dropout = Dropout(rate: rate) }

  /// The probability that a channel is dropped.
  public var rate: Float { dropout.rate }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Drops channels.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let shape = input.shape
    guard shape.rank >= 2 else { shapeFailure("SpatialDropout", [shape], "takes [batch, channels, ...]") }
    guard let (mask, scale) = dropout.draw(count: shape[0] * shape[1], context) else { return input }
    let ones = Tensor(
      repeating: 1, shape: Shape([shape[0], shape[1]] + Array(repeating: 1, count: shape.rank - 2)))
    return input * Variable(ones.masked(by: mask, scale: scale))
  }
}
