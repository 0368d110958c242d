// SPDX-License-Identifier: Apache-2.0

import Testing
import Training

/// Feeds the validation figures of a run to a rule and returns the epoch at which it stops and the best
/// epochs, counted from 1.
private func follow(
  _ rule: EarlyStopping.Rule, keeping: EarlyStopping.Keeping = .last, losses: [Double],
  accuracies: [Double]? = nil
) -> (stop: Int?, best: [Int]) {
  var judge = StoppingJudge(EarlyStopping(rule, keeping: keeping))
  var best: [Int] = []
  for (index, loss) in losses.enumerated() {
    let verdict = judge.judge(loss: loss, accuracy: accuracies?[index] ?? 0.5)
    if verdict.isBest { best.append(index + 1) }
    if verdict.stops { return (index + 1, best) }
  }
  return (nil, best)
}

@Suite("Rules for early stopping")
struct EarlyStoppingTests {
  @Test("The rule never does not stop training even if the loss diverges")
  func never() { #expect(follow(.never, losses: [1, 2, 4, 8, 16, .infinity, .nan]).stop == nil) }

  @Test("The window-mean rule stops when the loss exceeds the mean of the previous losses")
  func windowMean() {
    let rule = EarlyStopping.Rule.windowMean(window: 3, start: 3)
    #expect(follow(rule, losses: [3, 2, 1, 1, 1.5]).stop == 5)
    #expect(follow(rule, losses: [3, 2, 1, 1, 1.3, 1.05, 1]).stop == nil, "1.3 is below 4/3")
    #expect(follow(rule, losses: [3, 3, 3, 3, 3, 3]).stop == nil, "equal is not above")
  }

  @Test("The window-mean rule stops only after its start and with a full window")
  func windowStart() {
    let rising = (1...40).map(Double.init)
    #expect(follow(.windowMean(window: 10, start: 10), losses: rising).stop == 12)
    #expect(follow(.windowMean(window: 10, start: 20), losses: rising).stop == 22)
    #expect(follow(.windowMean(window: 10, start: 3), losses: rising).stop == 11, "the window must be full")
  }

  @Test("The loss rule stops after its patience in epochs without a lower loss")
  func loss() {
    #expect(follow(.loss(patience: 2), losses: [3, 2, 2, 2.5]).stop == 4)
    #expect(follow(.loss(patience: 2), losses: [3, 2, 2.5, 1.9, 2, 1.8]).stop == nil)
    #expect(follow(.loss(patience: 1), losses: [3, 3]).stop == 2, "equal is no gain")
  }

  @Test("The loss rule does not count a NaN loss as an improvement")
  func notANumber() {
    #expect(follow(.loss(patience: 2), losses: [1, .nan, .nan]).stop == 3)
    #expect(follow(.loss(patience: 3), losses: [.nan, 1, .nan, 0.5]).stop == nil)
  }

  @Test("The accuracy rule stops after its patience in epochs without a higher accuracy")
  func accuracy() {
    let losses = [Double](repeating: 1, count: 5)
    #expect(follow(.accuracy(patience: 2), losses: losses, accuracies: [0.5, 0.6, 0.6, 0.6, 0.7]).stop == 4)
    #expect(
      follow(.accuracy(patience: 2), losses: losses, accuracies: [0.5, 0.6, 0.6, 0.7, 0.7]).stop == nil)
  }

  @Test("The loss-or-accuracy rule stops when neither has reached its best value within the patience")
  func either() {
    let rule = EarlyStopping.Rule.lossOrAccuracy(patience: 2)
    #expect(follow(rule, losses: [1, 2, 2, 2], accuracies: [0.5, 0.5, 0.4, 0.4]).stop == 4)
    #expect(follow(rule, losses: [1, 2, 1, 2, 2], accuracies: [0.5, 0.4, 0.4, 0.4, 0.5]).stop == nil)
  }
}

@Suite("Choosing the epoch whose weights are kept")
struct KeepingTests {
  let losses = [3, 2, 2, 1, 1.5, 1]
  let accuracies = [0.5, 0.7, 0.7, 0.6, 0.7, 0.7]

  @Test("Keeping the last weights treats every epoch as the best so far")
  func last() { #expect(follow(.never, keeping: .last, losses: losses).best == [1, 2, 3, 4, 5, 6]) }

  @Test("Keeping the lowest loss chooses the first of equal epochs")
  func lowestLoss() { #expect(follow(.never, keeping: .lowestLoss, losses: losses).best == [1, 2, 4]) }

  @Test("Keeping the highest accuracy chooses the lower loss of equal epochs")
  func highestAccuracy() {
    let best = follow(.never, keeping: .highestAccuracy, losses: losses, accuracies: accuracies).best
    #expect(best == [1, 2, 5, 6])
  }

  @Test("Keeping the best of both chooses the last epoch with neither loss nor accuracy worse than before")
  func both() {
    let best = follow(.never, keeping: .bestBoth, losses: losses, accuracies: accuracies).best
    #expect(best == [1, 2, 3, 6])
  }

  @Test(
    "An epoch with a NaN loss is never kept as the best",
    arguments: [EarlyStopping.Keeping.lowestLoss, .bestBoth])
  func notANumber(keeping: EarlyStopping.Keeping) {
    #expect(follow(.never, keeping: keeping, losses: [.nan, 2, .nan, 1]).best == [2, 4])
  }
}
