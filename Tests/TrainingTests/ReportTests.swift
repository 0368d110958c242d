import Testing
import Training

@Suite("A report compares predicted with true classes")
struct ClassificationReportTests {
  /// a: 3 of which 2 are found; b: 2 of which 1 is found; c: never occurs, predicted once; d: neither.
  let report = ClassificationReport(
    predictions: [0, 0, 1, 1, 2], labels: [0, 0, 0, 1, 1], classNames: ["a", "b", "c", "d"])

  @Test("The confusion matrix has true classes as rows and predicted ones as columns")
  func confusion() {
    #expect(report.confusion == [[2, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(report.accuracy == 0.6)
  }

  @Test("Precision, recall and F1 of every class are those worked out by hand")
  func figures() {
    #expect(report.classes.map(\.name) == ["a", "b", "c", "d"])
    #expect(report.classes.map(\.support) == [3, 2, 0, 0])
    #expect(report.classes.map(\.precision) == [1, 0.5, 0, 0])
    #expect(report.classes.map(\.recall) == [2.0 / 3, 0.5, 0, 0])
    #expect(report.classes.map(\.f1) == [0.8, 0.5, 0, 0])
  }

  @Test("The macro F1 is the mean of the classes that occur or are predicted")
  func macro() { #expect(abs(report.macroF1 - (0.8 + 0.5 + 0) / 3) < 1e-15) }

  @Test("Without nodes there is no accuracy")
  func none() {
    let report = ClassificationReport(predictions: [], labels: [], classNames: ["a"])
    #expect(report.accuracy.isNaN && report.macroF1.isNaN)
    #expect(report.classes.map(\.support) == [0])
  }

  @Test("All right: every figure is 1")
  func perfect() {
    let report = ClassificationReport(predictions: [1, 0, 1], labels: [1, 0, 1], classNames: ["a", "b"])
    #expect(report.accuracy == 1 && report.macroF1 == 1)
  }
}

@Suite("Runs are summed up")
struct StatisticsTests {
  @Test("The deviation is that of a sample, over n - 1")
  func deviation() {
    #expect(Statistics.mean([1, 2, 3, 6]) == 3)
    #expect(abs(Statistics.standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]) - (32.0 / 7).squareRoot()) < 1e-15)
  }

  @Test("One value has no deviation")
  func one() { #expect(Statistics.standardDeviation([5]) == 0 && Statistics.standardDeviation([]) == 0) }

  @Test("Equal values deviate by exactly 0, though their sum is rounded")
  func equal() {
    let values = [Double](repeating: 0.725, count: 20)
    #expect(Statistics.mean(values) == 0.725 && Statistics.standardDeviation(values) == 0)
  }

  @Test(
    "The median is the middle value, or the mean of the middle two",
    arguments: [([3], 3), ([3, 1], 2), ([9, 1, 5], 5), ([4, 1, 3, 2], 2.5), ([7, 7, 7, 1], 7)]
      as [([Double], Double)])
  func median(values: [Double], expected: Double) { #expect(Statistics.median(values) == expected) }

  @Test(
    "A quantile lies between the two nearest values, in proportion",
    arguments: [(0, 1), (0.25, 2.5), (0.5, 4.5), (0.9, 8.8), (1, 10), (-1, 1), (2, 10)] as [(Double, Double)])
  func quantile(share: Double, expected: Double) {
    // As numpy.quantile([10, 1, 6, 3], share).
    #expect(abs(Statistics.quantile(share, of: [10, 1, 6, 3]) - expected) < 1e-12)
    #expect(Statistics.quantile(share, of: [4]) == 4)
  }

  @Test("None have neither mean nor median nor quantile")
  func none() {
    #expect(Statistics.mean([]).isNaN && Statistics.median([]).isNaN)
    #expect(Statistics.quantile(0.5, of: []).isNaN)
  }
}
