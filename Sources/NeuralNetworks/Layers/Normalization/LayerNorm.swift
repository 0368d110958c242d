// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// Layer normalisation: each row (the last axis) is normalised to mean 0 and variance 1, then scaled and
/// shifted: `y = (x - mean) / sqrt(variance + epsilon) weight + bias` (Ba, Kiros and Hinton 2016).
///
/// Parameter names: `weight`, `bias`, both `[size]`.
public struct LayerNorm: Layer {
  /// The scale, `[size]`.
  public var weight: Parameter
  /// The shift, `[size]`.
  public var bias: Parameter
  /// A small number that keeps the division finite.
  public let epsilon: Float

  /// Creates the layer with scale 1 and shift 0.
  public init(size: Int, epsilon: Float = 1e-5) {
    weight = Parameter([size], .ones)
    bias = Parameter([size], .zeros)
    self.epsilon = epsilon
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("bias", &bias)
  }

  /// Returns the normalised rows, in the shape of the input.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    input.rowsNormalized(weight: context[weight], bias: context[bias], epsilon: epsilon)
  }
}
