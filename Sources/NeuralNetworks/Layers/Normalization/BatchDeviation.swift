public import Autograd
internal import TensorCore

/// Appends how different the examples of a batch are, as one more feature that is the same for all: the standard deviation of every
/// feature over the batch, sqrt(variance over count + epsilon), averaged over the features (Karras et al. 2018, "Progressive growing of
/// GANs", section 3). A discriminator that sees it rejects generators that always draw the same.
///
/// Shapes: x `[batch, features]`, y `[batch, features + 1]`. Evaluation, too, looks at its whole batch.
public struct BatchDeviation: Layer {
  /// Keeps the slope of the root finite.
  public let epsilon: Float

  /// Creates the layer.
  public init(epsilon: Float = 1e-8) { self.epsilon = epsilon }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The features with the common one behind them.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard input.shape.rank == 2 && input.value.count > 0 else {
      shapeFailure("BatchDeviation", [input.shape], "takes [batch, features], at least one of each")
    }
    let differences = input - input.mean(axis: 0, keepingDimension: true)
    let variances = differences.map(.square).mean(axis: 0)
    let deviation = (variances + epsilon).map(.squareRoot).mean()
    let column = deviation * Variable(Tensor(repeating: 1, shape: [input.shape[0], 1]))
    return .concatenated([input, column], axis: 1)
  }
}
