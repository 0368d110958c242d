// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Dropout for SELU networks: elements are set to the lower limit of SELU with probability `rate` during
/// training, and an affine function of all elements then restores mean 0 and variance 1 (Klambauer et
/// al. 2017). It does nothing during evaluation.
public struct AlphaDropout: Layer {
  private let dropout: Dropout

  /// Creates the layer. Traps if the rate is outside 0...1.
  public init(rate: Float) { dropout = Dropout(rate: rate) }

  /// The probability that an element is dropped.
  public var rate: Float { dropout.rate }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Drops elements of `input`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard let (mask, _) = dropout.draw(count: input.value.count, context) else { return input }
    // The lower limit of SELU, -scale alpha.
    let limit: Float = -1.7580993408473766
    let kept = mask.probability
    guard kept > 0 else { return input * 0 }
    let scale = 1 / (kept * (1 + limit * limit * (1 - kept))).squareRoot()
    // Dropped elements are 0 after masking. The shift moves them to the limit and applies the affine
    // function's offset to all elements.
    let dropped = Tensor(repeating: 1, shape: input.shape).masked(by: mask, scale: -1) + 1
    let shift = dropped * (limit * scale) + -scale * limit * (1 - kept)
    return input.masked(by: mask, scale: scale) + Variable(shift)
  }
}
