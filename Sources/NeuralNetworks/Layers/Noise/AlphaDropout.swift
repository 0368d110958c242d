public import Autograd
internal import TensorCore

/// Dropout for SELU networks: elements become SELU's lower limit with probability `rate` during training, and a line over the whole
/// keeps mean 0 and variance 1 (Klambauer et al. 2017). Does nothing during evaluation.
public struct AlphaDropout: Layer {
  private let dropout: Dropout

  /// Creates the layer. A rate outside 0...1 stops the program.
  public init(rate: Float) { dropout = Dropout(rate: rate) }

  /// The probability that an element is dropped.
  public var rate: Float { dropout.rate }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Drops elements.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard let (mask, _) = dropout.draw(count: input.value.count, context) else { return input }
    // SELU's limit, -scale alpha.
    let limit: Float = -1.7580993408473766
    let kept = mask.probability
    guard kept > 0 else { return input * 0 }
    let scale = 1 / (kept * (1 + limit * limit * (1 - kept))).squareRoot()
    // Dropped elements are 0 after masking; this puts the limit there and moves the whole.
    let dropped = Tensor(repeating: 1, shape: input.shape).masked(by: mask, scale: -1) + 1
    let shift = dropped * (limit * scale) + -scale * limit * (1 - kept)
    return input.masked(by: mask, scale: scale) + Variable(shift)
  }
}
