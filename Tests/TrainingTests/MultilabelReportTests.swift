// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing
import Training

@Suite("Reports on multilabel predictions")
struct MultilabelReportTests {
  /// Returns a report on one label.
  private func report(_ scores: [Float], _ truths: [Float]) -> MultilabelReport {
    MultilabelReport(
      scores: Tensor(scores, shape: [scores.count, 1]), targets: Tensor(truths, shape: [truths.count, 1]),
      labelNames: ["a"])
  }

  @Test(
    "Average precision matches values computed by hand",
    arguments: [
      // The example of scikit-learn has precision 1 at recall 1/2 and 2/3 at recall 1.
      ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 1.0 / 2 + 1.0 / 2 * 2 / 3),
      ([3, 2, 1], [1, 1, 0], 1), ([3, 2, 1], [0, 0, 1], 1.0 / 3),
      // Equal scores are counted together: first 1 of 2, then 2 of 4.
      ([5, 5, 1, 1], [1, 0, 0, 1], 0.5), ([5, 5, 1, 1], [0, 1, 1, 0], 0.5), ([1, 1, 1], [0, 1, 0], 1.0 / 3),
    ] as [([Float], [Float], Double)])
  func averagePrecision(scores: [Float], truths: [Float], expected: Double) {
    let figures = report(scores, truths).labels[0]
    #expect(abs(figures.averagePrecision - expected) < 1e-15)
    #expect(figures.support == truths.count { $0 == 1 } && figures.name == "a")
  }

  /// Label b is ranked perfectly, c never occurs, and a has one false positive above its only example.
  private let several = MultilabelReport(
    scores: Tensor([1, 9, 1, 3, 8, 2, 2, 1, 3], shape: [3, 3]),
    targets: Tensor([0, 1, 0, 0, 1, 0, 1, 0, 0], shape: [3, 3]), labelNames: ["a", "b", "c"])

  @Test("Mean average precision is the mean over the labels that occur")
  func mean() {
    #expect(several.labels[0].averagePrecision == 0.5 && several.labels[1].averagePrecision == 1)
    #expect(several.labels[2].averagePrecision.isNaN && several.labels[2].support == 0)
    #expect(several.meanAveragePrecision == 0.75)
  }

  @Test("Average precision depends only on the order of the scores")
  func order() {
    let scores: [Float] = [0.3, -2, 5, 0.1, 7, -9]
    let truths: [Float] = [1, 0, 0, 1, 1, 0]
    let scaled = report(scores.map { $0 * 100 - 7 }, truths)
    #expect(report(scores, truths).meanAveragePrecision == scaled.meanAveragePrecision)
  }

  @Test("Resampled average precisions are those of the drawn examples and depend on the stream")
  func resampled() {
    let count = 40
    let random = RandomStream(seed: 4, purpose: .generation)
    let scores = (0..<count).map { Float(random.integer(below: 12, at: UInt64($0))) }
    let truths = (0..<count).map { Float(random.integer(below: 2, at: UInt64(1_000 + $0))) }
    let stream = RandomStream(seed: 1, purpose: .sampling)
    let rounds = report(scores, truths).resampledAveragePrecisions(rounds: 5, stream: stream)
    for (round, precisions) in rounds.enumerated() {
      let drawn = (0..<count).map { stream.integer(below: count, at: UInt64(round * count + $0)) }
      let expected = report(drawn.map { scores[$0] }, drawn.map { truths[$0] }).meanAveragePrecision
      #expect(abs(precisions[0] - expected) < 1e-12)
    }
    #expect(rounds == report(scores, truths).resampledAveragePrecisions(rounds: 5, stream: stream))
    #expect(Set(rounds.map { $0[0] }).count > 1)
  }

  @Test("A report without examples has NaN precisions")
  func none() {
    let report = MultilabelReport(
      scores: Tensor(zeros: [0, 2]), targets: Tensor(zeros: [0, 2]), labelNames: ["a", "b"])
    #expect(report.labels.allSatisfy { $0.averagePrecision.isNaN })
    #expect(report.meanAveragePrecision.isNaN)
  }
}
