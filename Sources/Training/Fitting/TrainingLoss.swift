// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import NeuralNetworks
public import TensorCore

/// The loss that ``Layer/fit(_:targets:loss:optimizer:epochs:batchSize:validationSplit:metrics:callbacks:seed:)``
/// minimises: a function of a model's outputs and the targets.
public struct TrainingLoss: Sendable {
  /// Whether binary outputs are scores before a sigmoid.
  let areScores: Bool
  private let function: @Sendable (_ outputs: Variable, _ targets: FitTargets) -> Variable

  private init(areScores: Bool, _ function: @escaping @Sendable (Variable, FitTargets) -> Variable) {
    self.areScores = areScores
    self.function = function
  }

  /// Creates a loss of a custom function of the outputs and of targets in the same shape, which returns
  /// one number.
  public init(_ function: @escaping @Sendable (_ outputs: Variable, _ targets: Tensor) -> Variable) {
    self.init(areScores: false) { function($0, $1.values(like: $0.value)) }
  }

  func callAsFunction(_ outputs: Variable, _ targets: FitTargets) -> Variable { function(outputs, targets) }

  /// Returns the cross-entropy of one class per example.
  ///
  /// - Parameter fromLogits: whether the outputs are scores; false means probabilities, as of a softmax.
  public static func crossEntropy(fromLogits: Bool = true) -> TrainingLoss {
    TrainingLoss(areScores: false) { outputs, targets in
      outputs.crossEntropy(
        labels: targets.classes(columns: outputs.shape.last ?? 1), fromLogits: fromLogits)
    }
  }

  /// Returns the binary cross-entropy of targets between 0 and 1.
  ///
  /// - Parameter fromLogits: whether the outputs are scores; false means probabilities, as of a sigmoid.
  public static func binaryCrossEntropy(fromLogits: Bool = true) -> TrainingLoss {
    TrainingLoss(areScores: fromLogits) {
      $0.binaryCrossEntropy(targets: $1.values(like: $0.value), fromLogits: fromLogits)
    }
  }

  /// The mean squared error.
  public static let meanSquaredError = TrainingLoss { $0.squaredError(targets: $1) }
  /// The mean absolute error.
  public static let meanAbsoluteError = TrainingLoss { $0.absoluteError(targets: $1) }
}
