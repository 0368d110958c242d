// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

/// An elementwise loss, its reference in double precision and the targets it accepts.
struct LossCase: Sendable, CustomTestStringConvertible {
  let name: String
  let loss: ElementwiseLoss
  /// Converts a number in -1...1 to a valid target.
  var target: @Sendable (Float) -> Float = { 2 * $0 }
  let reference: @Sendable (Double, Double) -> Double
  var testDescription: String { name }

  static let all: [Self] = [
    Self(name: "squared", loss: .squared) { ($0 - $1) * ($0 - $1) },
    Self(name: "absolute", loss: .absolute) { abs($0 - $1) },
    Self(name: "huber", loss: .huber(delta: 0.75)) {
      let size = abs($0 - $1)
      return size <= 0.75 ? size * size / 2 : 0.75 * (size - 0.375)
    },
    Self(name: "logCosh", loss: .logCosh) {
      let size = abs($0 - $1)
      return size + Math.log1p(Math.exp(-2 * size)) - Math.log(2)
    },
    Self(name: "binaryCrossEntropy", loss: .binaryCrossEntropy, target: { ($0 + 1) / 2 }) {
      Math.log1p(Math.exp($0)) - $1 * $0
    },
    Self(name: "hinge", loss: .hinge, target: { $0 < 0 ? -1 : 1 }) { max(0, 1 - $0 * $1) },
    Self(name: "squaredHinge", loss: .squaredHinge, target: { $0 < 0 ? -1 : 1 }) {
      max(0, 1 - $0 * $1) * max(0, 1 - $0 * $1)
    },
    Self(name: "divergence", loss: .divergence, target: { max(0, $0) }) {
      $1 == 0 ? 0 : $1 * (Math.log($1) - $0)
    },
  ]
}

@Suite("Losses have the values and gradients of their formulas")
struct LossOperationTests {
  static let shapes: [Shape] = [[], [0], [1], [15], [16], [3, 7], [2, 3, 11]]

  private func inputs(_ testCase: LossCase, _ shape: Shape) -> (predictions: Tensor, targets: Tensor) {
    let samples = Samples(seed: 1)
    let targets = samples.tensor(shape, in: -1...1, ordinal: 1).scalars.map(testCase.target)
    return (samples.tensor(shape, in: -3...3), Tensor(targets, shape: shape))
  }

  @Test(
    "Each elementwise loss has the value and gradient of its formula for every shape",
    arguments: LossCase.all, shapes)
  func elements(testCase: LossCase, shape: Shape) {
    let (predictions, targets) = inputs(testCase, shape)
    let numbers = targets.scalars.map { Double($0) }
    #expect(
      GradientCheck.mismatch([predictions]) { inputs in
        zip(inputs[0], numbers).map(testCase.reference)
      } operation: {
        $0[0].loss(testCase.loss, against: targets)
      } == nil)
  }

  @Test(
    "Each scaled sum of losses has the value and gradient of its formula for every shape",
    arguments: LossCase.all, shapes)
  func sum(testCase: LossCase, shape: Shape) {
    let (predictions, targets) = inputs(testCase, shape)
    let numbers = targets.scalars.map { Double($0) }
    #expect(
      GradientCheck.mismatch([predictions]) { inputs in
        [0.25 * zip(inputs[0], numbers).reduce(0) { $0 + testCase.reference($1.0, $1.1) }]
      } operation: {
        $0[0].summedLoss(testCase.loss, against: targets, scale: 0.25)
      } == nil)
  }

  @Test(
    "Sums of 300,007 losses and their gradients give the same bits on one and on two threads",
    arguments: LossCase.all)
  func threads(testCase: LossCase) {
    let (predictions, targets) = inputs(testCase, [300_007])
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        let leaf = Variable(leaf: predictions, on: Tape())
        let sum = leaf.summedLoss(testCase.loss, against: targets, scale: 1)
        sum.backward()
        return (sum: sum.value, gradient: leaf.takeGradient())
      }
    }
    #expect(sameBits(results[0].sum, results[1].sum) && sameBits(results[0].gradient, results[1].gradient))
  }

  @Test("Losses keep their precision for very large scores and for errors near 0")
  func extremes() {
    let scores = Tensor([80, -80, 20, -20, 1e30], shape: [5])
    let leaf = Variable(leaf: scores, on: Tape())
    let targets = Tensor([1, 0, 1, 1, 1], shape: [5])
    let losses = leaf.loss(.binaryCrossEntropy, against: targets)
    let small = Float(Math.exp(-80))
    let twenty = Float(Math.log1p(Math.exp(-20)))
    for (value, expected) in zip(losses.value.scalars, [small, small, twenty, 20 + twenty, 0]) {
      #expect(abs(value - expected) <= 1e-6 * expected)
    }
    losses.sum().backward()
    let slopes = leaf.takeGradient().scalars
    #expect(abs(slopes[0] + small) <= 1e-6 * small && abs(slopes[1] - small) <= 1e-6 * small)
    #expect(slopes[4] == 0)
    let near = Variable(Tensor([1e-4, -1e-10], shape: [2])).loss(.logCosh, against: Tensor(zeros: [2]))
    #expect(abs(near.value[0] / 5e-9 - 1) < 1e-5 && abs(near.value[1] / 5e-21 - 1) < 1e-5)
  }

  @Test("The derivative of a loss at a kink is 0 or that of a defined side")
  func kinks() {
    let slope = { (loss: ElementwiseLoss, x: Float, target: Float) in
      let leaf = Variable(leaf: Tensor(x), on: Tape())
      leaf.loss(loss, against: Tensor(target)).backward()
      return leaf.takeGradient().scalar
    }
    #expect(slope(.absolute, 2, 2) == 0)
    #expect(slope(.hinge, 1, 1) == 0 && slope(.squaredHinge, -1, -1) == 0)
    #expect(slope(.huber(delta: 1), 3, 2) == 1)
  }

  @Test(
    "Penalties sum absolute values and squares with their factors and have gradient 0 at 0", arguments: shapes
  )
  func penalty(shape: Shape) {
    let weights = Samples(seed: 2).distinct(shape)
    #expect(
      GradientCheck.mismatch([weights]) { inputs in
        [inputs[0].reduce(0) { $0 + 0.5 * abs($1) + 0.25 * $1 * $1 }]
      } operation: {
        $0[0].penalty(absolute: 0.5, square: 0.25)
      } == nil)
    let zero = Variable(leaf: Tensor(zeros: [3]), on: Tape())
    zero.penalty(absolute: 1, square: 1).backward()
    #expect(zero.takeGradient() == Tensor(zeros: [3]))
  }
}
