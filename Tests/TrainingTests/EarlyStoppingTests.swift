import Testing
import Training

/// Feeds a run's validation figures to a rule; the epochs count from 1.
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

@Suite("Training stops by the rule that was chosen")
struct EarlyStoppingTests {
  @Test("Never: not even when the loss explodes")
  func never() { #expect(follow(.never, losses: [1, 2, 4, 8, 16, .infinity, .nan]).stop == nil) }

  @Test("Window mean: when the loss exceeds the mean of the losses before it")
  func windowMean() {
    let rule = EarlyStopping.Rule.windowMean(window: 3, start: 3)
    #expect(follow(rule, losses: [3, 2, 1, 1, 1.5]).stop == 5)
    #expect(follow(rule, losses: [3, 2, 1, 1, 1.3, 1.05, 1]).stop == nil, "1.3 is below 4/3")
    #expect(follow(rule, losses: [3, 3, 3, 3, 3, 3]).stop == nil, "equal is not above")
  }

  @Test("Window mean: not before the start, however the loss rises")
  func windowStart() {
    let rising = (1...40).map(Double.init)
    #expect(follow(.windowMean(window: 10, start: 10), losses: rising).stop == 12)
    #expect(follow(.windowMean(window: 10, start: 20), losses: rising).stop == 22)
    #expect(follow(.windowMean(window: 10, start: 3), losses: rising).stop == 11, "the window must be full")
  }

  @Test("Loss: after so many epochs without a lower one")
  func loss() {
    #expect(follow(.loss(patience: 2), losses: [3, 2, 2, 2.5]).stop == 4)
    #expect(follow(.loss(patience: 2), losses: [3, 2, 2.5, 1.9, 2, 1.8]).stop == nil)
    #expect(follow(.loss(patience: 1), losses: [3, 3]).stop == 2, "equal is no gain")
  }

  @Test("Loss: one that is not a number is no gain")
  func notANumber() {
    #expect(follow(.loss(patience: 2), losses: [1, .nan, .nan]).stop == 3)
    #expect(follow(.loss(patience: 3), losses: [.nan, 1, .nan, 0.5]).stop == nil)
  }

  @Test("Accuracy: after so many epochs without a higher one")
  func accuracy() {
    let losses = [Double](repeating: 1, count: 5)
    #expect(follow(.accuracy(patience: 2), losses: losses, accuracies: [0.5, 0.6, 0.6, 0.6, 0.7]).stop == 4)
    #expect(
      follow(.accuracy(patience: 2), losses: losses, accuracies: [0.5, 0.6, 0.6, 0.7, 0.7]).stop == nil)
  }

  @Test("Either: only when neither has reached its best again")
  func either() {
    let rule = EarlyStopping.Rule.lossOrAccuracy(patience: 2)
    #expect(follow(rule, losses: [1, 2, 2, 2], accuracies: [0.5, 0.5, 0.4, 0.4]).stop == 4)
    #expect(follow(rule, losses: [1, 2, 1, 2, 2], accuracies: [0.5, 0.4, 0.4, 0.4, 0.5]).stop == nil)
  }
}

@Suite("The weights that count are those of the epoch that the rule calls best")
struct KeepingTests {
  let losses = [3, 2, 2, 1, 1.5, 1]
  let accuracies = [0.5, 0.7, 0.7, 0.6, 0.7, 0.7]

  @Test("Last: every epoch is the best so far")
  func last() { #expect(follow(.never, keeping: .last, losses: losses).best == [1, 2, 3, 4, 5, 6]) }

  @Test("Lowest loss: the first of equal ones")
  func lowestLoss() { #expect(follow(.never, keeping: .lowestLoss, losses: losses).best == [1, 2, 4]) }

  @Test("Highest accuracy: of equal ones that of the lower loss")
  func highestAccuracy() {
    let best = follow(.never, keeping: .highestAccuracy, losses: losses, accuracies: accuracies).best
    #expect(best == [1, 2, 5, 6])
  }

  @Test("Both: the last epoch at which neither was worse than ever before")
  func both() {
    let best = follow(.never, keeping: .bestBoth, losses: losses, accuracies: accuracies).best
    #expect(best == [1, 2, 3, 6])
  }

  @Test(
    "A loss that is not a number is never the best",
    arguments: [EarlyStopping.Keeping.lowestLoss, .bestBoth])
  func notANumber(keeping: EarlyStopping.Keeping) {
    #expect(follow(.never, keeping: keeping, losses: [.nan, 2, .nan, 1]).best == [2, 4])
  }
}
