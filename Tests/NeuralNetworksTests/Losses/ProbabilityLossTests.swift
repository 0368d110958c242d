// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Losses of probabilities, compared with Keras' formulas in double precision")
struct ProbabilityLossTests {
  /// Compares a loss and its gradient with a reference case.
  private func compare(_ name: String, _ loss: (Variable, ReferenceCase) throws -> Variable) throws {
    let reference = try ReferenceCase(name)
    let context = ForwardContext(training: 0, step: 0)
    let x = context.leaf(try reference.tensor("inputs", "x"))
    let output = try loss(x, reference)
    let expected = try reference.tensor("outputs", "output")
    #expect(mismatch(output.value.reshaped(expected.shape), expected) == nil, "\(name)")
    let weighted = output * Variable(try reference.tensor("cotangents", "output").reshaped(output.shape))
    _ = context.gradients(of: weighted.sum())
    #expect(mismatch(x.takeGradient(), try reference.tensor("grads", "x")) == nil, "\(name): gradient")
  }

  private func labels(_ reference: ReferenceCase) throws -> [Int32] {
    try reference.tensor("targets", "labels").scalars.map { Int32($0) }
  }

  @Test(
    "Cross-entropy of class probabilities against labels",
    arguments: ["plain", "smoothed", "weighted", "smoothed_weighted"], ["mean", "none"])
  func labels(name: String, reduction: String) throws {
    try compare("probability_cross_entropy_\(name)_\(reduction)") { x, reference in
      x.crossEntropy(
        labels: try labels(reference), smoothing: name.hasPrefix("smoothed") ? 0.1 : 0,
        classWeights: name.hasSuffix("weighted") ? try reference.tensor("targets", "weights") : nil,
        reduction: reduction == "mean" ? .mean : .none, fromLogits: false)
    }
  }

  @Test("Cross-entropy of class probabilities against distributions")
  func distributions() throws {
    try compare("probability_cross_entropy_targets") { x, reference in
      x.crossEntropy(targets: try reference.tensor("targets", "target"), fromLogits: false)
    }
  }

  @Test("Binary cross-entropy of probabilities", arguments: ["plain", "weighted"])
  func binary(name: String) throws {
    try compare("probability_binary_cross_entropy_\(name)") { x, reference in
      x.binaryCrossEntropy(
        targets: try reference.tensor("targets", "target"),
        positiveWeights: name == "weighted" ? try reference.tensor("targets", "weights") : nil,
        fromLogits: false)
    }
  }

  @Test("Losses of softmax and sigmoid outputs equal those of their scores")
  func equalScores() {
    let scores = Variable(Samples(seed: 3).tensor([6, 4]))
    let labels: [Int32] = [0, 3, 1, -1, 2, 2]
    let ofScores = scores.crossEntropy(labels: labels, smoothing: 0.2)
    let ofShares = scores.softmax().crossEntropy(labels: labels, smoothing: 0.2, fromLogits: false)
    #expect(mismatch(ofShares.value, ofScores.value, relative: 1e-5) == nil)
    let targets = Tensor((0..<24).map { Float($0 % 2) }, shape: [6, 4])
    let one = scores.binaryCrossEntropy(targets: targets)
    let other = scores.sigmoid().binaryCrossEntropy(targets: targets, fromLogits: false)
    #expect(mismatch(other.value, one.value, relative: 1e-5) == nil)
  }

  @Test("Probabilities of 0 and 1 give finite losses")
  func limits() {
    let certain = Variable(Tensor([0, 1, 1, 0], shape: [2, 2]))
    let loss = certain.crossEntropy(labels: [0, 0], fromLogits: false).value
    #expect(loss.isFinite && loss.scalar > 7)
    let targets = Tensor([1, 0, 1, 0], shape: [2, 2])
    let binary = certain.binaryCrossEntropy(targets: targets, fromLogits: false).value
    #expect(binary.isFinite && binary.scalar > 7)
  }
}
