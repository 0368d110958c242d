public import Autograd
internal import GraphCore
package import TensorCore

/// Sets elements to 0 with probability `rate` during training and scales the others by 1 / (1 - rate), so that
/// the expected value stays (Srivastava et al. 2014). Does nothing during evaluation.
public struct Dropout: Layer {
  /// The probability that an element is dropped, in 0...1; effective to 1 / 65,536.
  public let rate: Float

  /// Creates the layer. A rate outside 0...1 stops the program.
  public init(rate: Float) {
    guard rate >= 0 && rate <= 1 else { fatalError("Dropout: rate \(rate) is outside 0...1") }
    self.rate = rate
  }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Drops elements of a tensor.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard let mask = mask(count: input.value.count, context) else { return input }
    return input.masked(by: mask, scale: scale(mask))
  }

  /// Drops features; of sparse ones only those that are not zero need a decision.
  public func callAsFunction(_ input: FeatureVariable, _ context: ForwardContext) -> FeatureVariable {
    switch input {
    case .dense(let variable): return .dense(self(variable, context))
    case .sparse(let matrix, let dropout):
      guard let mask = mask(count: matrix.nonZeroCount, context) else { return input }
      // Dropped once already: what both leave.
      return .sparse(
        matrix,
        dropout: .init(
          mask: dropout.map { mask.intersection($0.mask) } ?? mask,
          scale: scale(mask) * (dropout?.scale ?? 1)))
    }
  }

  /// Drops elements of max(x, 0), in one pass.
  public func afterReLU(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard let mask = mask(count: input.value.count, context) else { return input.relu() }
    return input.relu(maskedBy: mask, scale: scale(mask))
  }

  /// What is dropped of `count` numbers, and what the others are scaled by; nil where nothing is.
  package func draw(count: Int, _ context: ForwardContext) -> (mask: RandomMask, scale: Float)? {
    mask(count: count, context).map { ($0, scale($0)) }
  }

  /// What dropout multiplies elements by, where several of them share a decision; nil where nothing is dropped.
  func factors(_ shape: Shape, _ context: ForwardContext) -> Tensor? {
    draw(count: shape.elementCount, context).map { mask, scale in
      Tensor(repeating: 1, shape: shape).masked(by: mask, scale: scale)
    }
  }

  private func mask(count: Int, _ context: ForwardContext) -> RandomMask? {
    guard context.mode == .training && rate > 0 else { return nil }
    return RandomMask(count: count, probability: 1 - rate, stream: context.nextStream(.dropout))
  }

  /// The inverse of the probability that is in effect after rounding.
  private func scale(_ mask: RandomMask) -> Float { mask.probability > 0 ? 1 / mask.probability : 0 }
}
