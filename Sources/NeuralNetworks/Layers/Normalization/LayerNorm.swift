public import Autograd
internal import TensorCore

/// Every row brought to mean 0 and variance 1, then scaled: y = (x - mean) / sqrt(variance + epsilon) weight + bias over the last
/// axis (Ba, Kiros and Hinton 2016).
///
/// Names: `weight`, `bias`, `[size]` both.
public struct LayerNorm: Layer {
  /// The scale.
  public var weight: Parameter
  /// The shift.
  public var bias: Parameter
  /// Keeps the division finite.
  public let epsilon: Float

  /// Creates the layer with scale 1 and shift 0.
  public init(size: Int, epsilon: Float = 1e-5) {
    weight = Parameter([size], .ones)
    bias = Parameter([size], .zeros)
    self.epsilon = epsilon
  }

  /// Shows `weight` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// The normalised rows.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.rowsNormalized(weight: context[weight], bias: context[bias], epsilon: epsilon)
  }
}
