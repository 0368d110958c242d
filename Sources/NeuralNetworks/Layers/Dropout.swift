// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
package import TensorCore

/// A layer that sets elements to 0 with probability `rate` during training and scales the others by
/// `1 / (1 - rate)`, so that the expected value does not change (Srivastava et al. 2014). It does
/// nothing during evaluation.
public struct Dropout: Layer {
  /// The probability that an element is dropped, in 0...1, with a resolution of 1 / 65,536.
  public let rate: Float

  /// Creates the layer. Traps if the rate is outside 0...1.
  public init(rate: Float) {
    guard rate >= 0 && rate <= 1 else { fatalError("Dropout: rate \(rate) is outside 0...1") }
    self.rate = rate
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Drops elements of a variable.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard let mask = mask(count: input.value.count, context) else { return input }
    return input.masked(by: mask, scale: scale(mask))
  }

  /// Drops features. For sparse features, only the non-zero ones are considered, because dropping a zero
  /// changes nothing.
  public func callAsFunction(_ input: FeatureVariable, _ context: ForwardContext) -> FeatureVariable {
    switch input {
    case .dense(let variable): return .dense(self(variable, context))
    case .sparse(let matrix, let dropout):
      guard let mask = mask(count: matrix.nonZeroCount, context) else { return input }
      // If dropout has already been applied, only entries that both masks keep remain.
      return .sparse(
        matrix,
        dropout: .init(
          mask: dropout.map { mask.intersection($0.mask) } ?? mask,
          scale: scale(mask) * (dropout?.scale ?? 1)))
    }
  }

  /// Applies ReLU and dropout in one step.
  public func afterReLU(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard let mask = mask(count: input.value.count, context) else { return input.relu() }
    return input.relu(maskedBy: mask, scale: scale(mask))
  }

  /// Returns a mask of the elements to keep out of `count`, and the factor that scales them; nil if
  /// nothing is dropped.
  package func draw(count: Int, _ context: ForwardContext) -> (mask: RandomMask, scale: Float)? {
    mask(count: count, context).map { ($0, scale($0)) }
  }

  /// Returns the factors by which dropout multiplies elements, for cases where several elements share a
  /// decision; nil if nothing is dropped.
  func factors(_ shape: Shape, _ context: ForwardContext) -> Tensor? {
    draw(count: shape.elementCount, context).map { mask, scale in
      Tensor(repeating: 1, shape: shape).masked(by: mask, scale: scale)
    }
  }

  private func mask(count: Int, _ context: ForwardContext) -> RandomMask? {
    guard context.mode == .training && rate > 0 else { return nil }
    return RandomMask(count: count, probability: 1 - rate, stream: context.nextStream(.dropout))
  }

  /// Returns the inverse of the keep probability after rounding.
  private func scale(_ mask: RandomMask) -> Float { mask.probability > 0 ? 1 / mask.probability : 0 }
}
