// SPDX-License-Identifier: Apache-2.0

import Testing
import Training

@Suite("Classification reports")
struct ClassificationReportTests {
  /// Class a has 3 examples, 2 of them found; b has 2, 1 of them found; c never occurs and is predicted
  /// once; d neither occurs nor is predicted.
  let report = ClassificationReport(
    predictions: [0, 0, 1, 1, 2], labels: [0, 0, 0, 1, 1], classNames: ["a", "b", "c", "d"])

  @Test("A confusion matrix has true classes as rows and predicted classes as columns")
  func confusion() {
    #expect(report.confusion == [[2, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(report.accuracy == 0.6)
  }

  @Test("Precision, recall and F1 of each class match values computed by hand")
  func figures() {
    #expect(report.classes.map(\.name) == ["a", "b", "c", "d"])
    #expect(report.classes.map(\.support) == [3, 2, 0, 0])
    #expect(report.classes.map(\.precision) == [1, 0.5, 0, 0])
    #expect(report.classes.map(\.recall) == [2.0 / 3, 0.5, 0, 0])
    #expect(report.classes.map(\.f1) == [0.8, 0.5, 0, 0])
  }

  @Test("Macro F1 is the mean over the classes that occur or are predicted")
  func macro() { #expect(abs(report.macroF1 - (0.8 + 0.5 + 0) / 3) < 1e-15) }

  @Test("A classification report without nodes has NaN accuracy and macro F1")
  func none() {
    let report = ClassificationReport(predictions: [], labels: [], classNames: ["a"])
    #expect(report.accuracy.isNaN && report.macroF1.isNaN)
    #expect(report.classes.map(\.support) == [0])
  }

  @Test("A report on correct predictions has accuracy and macro F1 of 1")
  func perfect() {
    let report = ClassificationReport(predictions: [1, 0, 1], labels: [1, 0, 1], classNames: ["a", "b"])
    #expect(report.accuracy == 1 && report.macroF1 == 1)
  }
}

@Suite("Statistics of several runs")
struct StatisticsTests {
  @Test("The standard deviation is that of a sample, over n - 1")
  func deviation() {
    #expect(Statistics.mean([1, 2, 3, 6]) == 3)
    #expect(abs(Statistics.standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]) - (32.0 / 7).squareRoot()) < 1e-15)
  }

  @Test("The standard deviation of at most one value is 0")
  func one() { #expect(Statistics.standardDeviation([5]) == 0 && Statistics.standardDeviation([]) == 0) }

  @Test("The standard deviation of equal values is exactly 0 despite rounding")
  func equal() {
    let values = [Double](repeating: 0.725, count: 20)
    #expect(Statistics.mean(values) == 0.725 && Statistics.standardDeviation(values) == 0)
  }

  @Test(
    "The median is the middle value or the mean of the two middle values",
    arguments: [([3], 3), ([3, 1], 2), ([9, 1, 5], 5), ([4, 1, 3, 2], 2.5), ([7, 7, 7, 1], 7)]
      as [([Double], Double)])
  func median(values: [Double], expected: Double) { #expect(Statistics.median(values) == expected) }

  @Test(
    "A quantile interpolates linearly between the two nearest values",
    arguments: [(0, 1), (0.25, 2.5), (0.5, 4.5), (0.9, 8.8), (1, 10), (-1, 1), (2, 10)] as [(Double, Double)])
  func quantile(share: Double, expected: Double) {
    // The expected values are those of numpy.quantile([10, 1, 6, 3], share).
    #expect(abs(Statistics.quantile(share, of: [10, 1, 6, 3]) - expected) < 1e-12)
    #expect(Statistics.quantile(share, of: [4]) == 4)
  }

  @Test("Mean, median and quantile of no values are NaN")
  func none() {
    #expect(Statistics.mean([]).isNaN && Statistics.median([]).isNaN)
    #expect(Statistics.quantile(0.5, of: []).isNaN)
  }
}
