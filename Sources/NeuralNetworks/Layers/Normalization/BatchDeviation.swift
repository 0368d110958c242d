// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A layer that appends a measure of how much the examples of a batch differ, as one more feature with
/// the same value for all examples: the standard deviation of each feature over the batch,
/// `sqrt(variance + epsilon)` with the variance divided by count, averaged over the features (Karras et
/// al. 2018, "Progressive growing of GANs", section 3). A discriminator that sees this feature rejects
/// generators that always produce the same output.
///
/// Shapes: x `[batch, features]`, y `[batch, features + 1]`. Evaluation also uses the whole batch.
public struct BatchDeviation: Layer {
  /// A small number that keeps the slope of the square root finite.
  public let epsilon: Float

  /// Creates the layer.
  public init(epsilon: Float = 1e-8) { self.epsilon = epsilon }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the features followed by the measure, `[batch, features + 1]`. Traps if the input is not a
  /// matrix or is empty.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 2 && input.value.count > 0 else {
      shapeFailure("BatchDeviation", [input.shape], "expected [batch, features], with at least one of each")
    }
    let differences = input - input.mean(axis: 0, keepingDimension: true)
    let variances = differences.map(.square).mean(axis: 0)
    let deviation = (variances + epsilon).map(.squareRoot).mean()
    let column = deviation * Variable(Tensor(repeating: 1, shape: [input.shape[0], 1]))
    return .concatenated([input, column], axis: 1)
  }
}
