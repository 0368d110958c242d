// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Losses of small examples, edge cases and equivalent forms")
struct LossTests {
  private func variable(_ values: [Float], _ shape: Shape) -> Variable {
    Variable(Tensor(values, shape: shape))
  }

  @Test("Losses of small examples match values computed by hand")
  func byHand() {
    let x = variable([1, -2, 3], [3])
    let targets = Tensor([0, 0, 1], shape: [3])
    let signs = Tensor([1, 1, -1], shape: [3])
    #expect(x.squaredError(targets: targets).value.scalar == 3)
    #expect(x.squaredError(targets: targets, reduction: .sum).value.scalar == 9)
    #expect(x.absoluteError(targets: targets, reduction: .none).value.scalars == [1, 2, 2])
    #expect(x.huberLoss(targets: targets, reduction: .none).value.scalars == [0.5, 1.5, 1.5])
    #expect(x.hingeLoss(targets: signs, reduction: .none).value.scalars == [0, 3, 4])
    #expect(x.squaredHingeLoss(targets: signs, reduction: .none).value.scalars == [0, 9, 16])
    #expect(
      mismatch(x.logCosh(targets: targets, reduction: .none).value, [0.4337808, 1.3250027, 1.3250027]) == nil)
    let chances = variable([0.5, 0.5], [1, 2]).map(.logarithm)
    // The divergence is log 2 from a one-hot target and 0 from the same distribution.
    #expect(mismatch(chances.divergence(targets: Tensor([1, 0], shape: [1, 2])).value, [0.6931472]) == nil)
    #expect(abs(chances.divergence(targets: Tensor([0.5, 0.5], shape: [1, 2])).value.scalar) < 1e-7)
    let vectors = variable([1, 0, 3, 4], [2, 2])
    let others = variable([0, 2, 6, 8], [2, 2])
    #expect(mismatch(vectors.cosineDistance(to: others, reduction: .none).value, [1, 0]) == nil)
  }

  @Test("Equivalent forms of cross-entropy have equal values")
  func agreement() {
    let logits = variable(Samples(seed: 1).tensor([6, 4]).scalars, [6, 4])
    let labels: [Int32] = [0, 3, -1, 2, -1, 1]
    let rows: [Int32] = [0, 1, 3, 5]
    let kept = logits.crossEntropy(rows: rows, labels: [0, 3, 2, 1]).value
    #expect(mismatch(logits.crossEntropy(labels: labels).value, kept) == nil)
    #expect(mismatch(logits.logSoftmax().negativeLogLikelihood(labels: labels).value, kept) == nil)
    let sure = Tensor([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0], shape: [4, 4])
    #expect(mismatch(logits.rows(rows).crossEntropy(targets: sure).value, kept) == nil)
    let weights = Tensor([1], shape: [1])
    let scores = variable([3, -0.5, 0], [3, 1])
    let targets = Tensor([1, 0, 0.25], shape: [3, 1])
    #expect(
      mismatch(
        scores.binaryCrossEntropy(targets: targets, positiveWeights: weights).value,
        scores.binaryCrossEntropy(targets: targets).value) == nil)
  }

  @Test("Unreduced losses have the shape of the logits without the class axis")
  func axes() {
    let logits = variable(Samples(seed: 2).tensor([2, 3, 5]).scalars, [2, 3, 5])
    let labels: [Int32] = [0, 1, 2, 3, 4, -1]
    let apart = logits.crossEntropy(labels: labels, reduction: .none).value
    #expect(apart.shape == [2, 3] && apart.scalars[5] == 0)
    #expect(mismatch(logits.crossEntropy(labels: labels).value, [Double(apart.sum().scalar) / 5]) == nil)
    #expect(logits.negativeLogLikelihood(labels: labels, reduction: .none).shape == [2, 3])
    #expect(logits.divergence(targets: Tensor(zeros: [2, 3, 5]), reduction: .none).shape == [2, 3])
  }

  @Test("The mean loss over no rows is NaN, and the sum is 0")
  func nothing() {
    let logits = variable([1, 2, 3, 4], [2, 2])
    #expect(logits.crossEntropy(labels: [-1, -1]).value.scalar.isNaN)
    #expect(logits.crossEntropy(labels: [-1, -1], reduction: .sum).value.scalar == 0)
    let none = variable([], [0])
    #expect(none.squaredError(targets: Tensor(zeros: [0])).value.scalar.isNaN)
    #expect(none.squaredError(targets: Tensor(zeros: [0]), reduction: .sum).value.scalar == 0)
  }

  @Test("Cross-entropy of logits of any size is finite")
  func large() {
    let logits = variable([1e4, -1e4, 0, 0, 3e38, -3e38], [3, 2])
    let losses = logits.crossEntropy(labels: [0, 0, 0], reduction: .none).value.scalars
    #expect(losses[0] == 0 && abs(losses[1] - 0.6931472) < 1e-6 && losses[2] == 0)
    let wrong = variable([1e4, -1e4], [1, 2]).crossEntropy(labels: [1]).value.scalar
    #expect(wrong == 2e4)
  }

  @Test("Cosine distance and triplet loss of a zero vector have finite values and gradients")
  func zeroVectors() {
    let tape = Tape()
    let zero = Variable(leaf: Tensor(zeros: [1, 3]), on: tape)
    let other = Variable(Tensor([1, 2, 3], shape: [1, 3]))
    let distance = zero.cosineDistance(to: other)
    #expect(distance.value.scalar == 1)
    let triplet = zero.tripletMarginLoss(positive: zero, negative: other)
    (distance + triplet).backward()
    #expect(zero.takeGradient().scalars.allSatisfy { $0.isFinite })
  }

  @Test(
    "Cosine distance of different shapes and a Huber delta that is not above 0 trap",
    arguments: ["cosineDistance: [1, 2] x [2, 1]", "delta 0.0 is not above 0"])
  func failures(message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in
      let x = Variable(Tensor(zeros: [1, 2]))
      if message.hasPrefix("cosine") { _ = x.cosineDistance(to: Variable(Tensor(zeros: [2, 1]))) }
      _ = x.huberLoss(targets: x.value, delta: 0)
    }
    let written = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(written.contains(message), "\(written)")
  }
}
