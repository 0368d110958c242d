// SPDX-License-Identifier: Apache-2.0

import NeuralNetworks
import Testing

@Suite("Learning-rate schedules and plateaus")
struct LearningRateScheduleTests {
  static let schedules: [(LearningRateSchedule, [Float])] = [
    (.constant(0.1), [0.1, 0.1, 0.1]),
    (.step(from: 0.1, every: 3, factor: 0.5), [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025]),
    (.multiStep(from: 0.1, at: [2, 5]), [0.1, 0.1, 0.01, 0.01, 0.01, 0.001, 0.001, 0.001]),
    (.exponential(from: 0.1, factor: 0.9), [0.1, 0.09, 0.081, 0.0729, 0.06561]),
    (.cosine(from: 0.1, to: 0.01, steps: 4), [0.1, 0.086819805, 0.055, 0.023180195, 0.01, 0.01, 0.01]),
    (
      .cosineRestarts(from: 0.1, to: 0.01, steps: 2, growth: 2),
      [0.1, 0.055, 0.1, 0.086819805, 0.055, 0.023180195, 0.1, 0.096574579]
    ),
    (.cosineRestarts(from: 0.1, steps: 2), [0.1, 0.05, 0.1, 0.05, 0.1]),
    (.polynomial(from: 0.1, steps: 4, power: 2), [0.1, 0.05625, 0.025, 0.00625, 0, 0]),
    (.polynomial(from: 0.1, steps: 4), [0.1, 0.075, 0.05, 0.025, 0, 0]),
    (
      .warmUp(steps: 4, factor: 0.25, then: .exponential(from: 0.1, factor: 0.5)),
      [0.025, 0.04375, 0.0625, 0.08125, 0.1, 0.05, 0.025]
    ),
    (.warmUp(steps: 2, then: .constant(0.1)), [0, 0.05, 0.1, 0.1]),
    (.warmUp(steps: 0, then: .constant(0.1)), [0.1]),
  ]

  @Test("Learning-rate schedules match PyTorch at each step", arguments: schedules)
  func rates(schedule: LearningRateSchedule, expected: [Float]) {
    for (step, rate) in expected.enumerated() {
      #expect(abs(schedule.learningRate(at: step) - rate) <= 1e-6 * rate + 1e-9, "step \(step)")
    }
  }

  @Test("The learning rate at a distant step is computed without iterating to that step")
  func farAway() {
    #expect(LearningRateSchedule.cosineRestarts(from: 1, steps: 10).learningRate(at: 1_000_000_000_000) == 1)
    #expect(LearningRateSchedule.exponential(from: 1, factor: 0.5).learningRate(at: 1_000_000) == 0)
  }

  @Test("The learning rate of any optimiser can be set from a schedule")
  func optimizers() {
    let optimizers: [any Optimizer] = [
      .sgd(learningRate: 1), .adam(), .rmsProp(), .adagrad(), .adadelta(),
      SGD(learningRate: 1).constrained(by: []),
    ]
    for var optimizer in optimizers {
      optimizer.learningRate = LearningRateSchedule.step(from: 0.5, every: 1, factor: 0.5).learningRate(at: 1)
      #expect(optimizer.learningRate == 0.25)
    }
  }

  static let plateaus: [(Plateau, [Double], [Float])] = [
    (
      Plateau(from: 0.1, factor: 0.5, patience: 2),
      [1, 0.9, 0.9, 0.9, 0.9, 0.89995, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6],
      [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025]
    ),
    (
      Plateau(from: 0.1, patience: 1, cooldown: 2, minimum: 0.002), [Double](repeating: 1, count: 12),
      [0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002]
    ),
    (
      Plateau(from: 0.1, factor: 0.5, patience: 1, isLargerBetter: true), [0.5, 0.6, 0.6, 0.6, 0.60005, 0.7],
      [0.1, 0.1, 0.1, 0.05, 0.05, 0.05]
    ),
    (Plateau(from: 0.1, patience: 1), [.nan, .nan, .nan], [0.1, 0.01, 0.01]),
  ]

  @Test(
    "A plateau lowers the learning rate when the metric stops improving, as in PyTorch",
    arguments: plateaus.indices)
  func plateau(index: Int) {
    var plateau = Self.plateaus[index].0
    let (_, metrics, expected) = Self.plateaus[index]
    for (number, metric) in metrics.enumerated() {
      let rate = plateau.record(metric)
      #expect(abs(rate - expected[number]) <= 1e-6 * expected[number], "record \(number)")
      #expect(plateau.learningRate == rate)
    }
  }

  @Test("Negative steps and step schedules with an interval of 0 trap")
  func failures() async {
    await #expect(processExitsWith: .failure) { _ = LearningRateSchedule.constant(1).learningRate(at: -1) }
    await #expect(processExitsWith: .failure) {
      _ = LearningRateSchedule.step(from: 1, every: 0).learningRate(at: 1)
    }
  }
}
