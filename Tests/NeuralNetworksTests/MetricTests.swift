// SPDX-License-Identifier: Apache-2.0

import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Metrics of predictions, compared with scikit-learn")
struct MetricTests {
  /// The predictions and targets of a case, and scikit-learn's figures.
  private static let cases = ["distinct", "ties", "skewed"]

  @Test("Accuracy, precision, recall, F1, AUC, MAE and MSE", arguments: cases)
  func metrics(name: String) throws {
    let reference = try ReferenceCase("metrics_" + name)
    let (scores, targets) = try (reference.tensor("inputs", "scores"), reference.tensor("inputs", "targets"))
    let figures = try reference.tensor("outputs", "figures").scalars.map { Double($0) }
    let binary = BinaryMetrics(probabilities: scores, targets: targets)
    let own = [
      binary.accuracy, binary.precision, binary.recall, binary.f1, scores.areaUnderROC(targets: targets),
      scores.meanAbsoluteError(targets: targets), scores.meanSquaredError(targets: targets),
    ]
    for (one, other) in zip(own, figures) { #expect(abs(one - other) < 1e-6, "\(own) \(figures)") }
  }

  @Test("Figures without a meaning are NaN")
  func undefined() {
    let scores = Tensor([0.2, 0.4], shape: [2])
    let none = BinaryMetrics(probabilities: scores, targets: Tensor(zeros: [2]))
    #expect(none.accuracy == 1 && none.precision.isNaN && none.recall.isNaN && none.f1.isNaN)
    #expect(scores.areaUnderROC(targets: Tensor(zeros: [2])).isNaN)
    #expect(scores.areaUnderROC(targets: Tensor(repeating: 1, shape: [2])).isNaN)
    #expect(Tensor(zeros: [0]).meanSquaredError(targets: Tensor(zeros: [0])).isNaN)
  }

  @Test("A perfect order has an AUC of 1, the opposite one of 0, and equal scores of one half")
  func order() {
    let targets = Tensor([0, 0, 1, 1], shape: [4])
    #expect(Tensor([1, 2, 3, 4], shape: [4]).areaUnderROC(targets: targets) == 1)
    #expect(Tensor([4, 3, 2, 1], shape: [4]).areaUnderROC(targets: targets) == 0)
    #expect(Tensor([7, 7, 7, 7], shape: [4]).areaUnderROC(targets: targets) == 0.5)
  }
}
