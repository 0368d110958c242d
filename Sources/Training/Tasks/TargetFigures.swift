// SPDX-License-Identifier: Apache-2.0

internal import GraphDatasets
internal import NeuralNetworks
internal import TensorCore

/// How well predictions match targets. Figures that do not apply to the task are nil; those of no targets are
/// NaN.
public struct TargetFigures: Sendable, Hashable {
  /// The share of edges whose class is predicted correctly.
  public internal(set) var accuracy: Double?
  /// The mean F1 over the classes that occur or are predicted.
  public internal(set) var macroF1: Double?
  /// The area under the ROC curve of two classes, where the second one is positive; nil for more classes, NaN if
  /// one of them does not occur.
  public internal(set) var areaUnderROC: Double?
  /// The mean absolute error of numbers, in their unit.
  public internal(set) var meanAbsoluteError: Double?
  /// The root of the mean squared error of numbers, in their unit.
  public internal(set) var rootMeanSquaredError: Double?
  /// The coefficient of determination, 1 - (sum of squared errors) / (sum of squared deviations from the mean).
  public internal(set) var determination: Double?

  /// Creates the figures of no targets.
  init(of targets: GraphTargets) {
    if targets.task.isRegression {
      (meanAbsoluteError, rootMeanSquaredError, determination) = (.nan, .nan, .nan)
    } else {
      (accuracy, macroF1, areaUnderROC) = (.nan, .nan, targets.classNames.count == 2 ? .nan : nil)
    }
  }

  /// Creates the figures of scores, `[nodes or edges, outputs]`, for numbers in their original unit.
  init(_ scores: Tensor, _ indices: [Int32], _ targets: GraphTargets, scale: TargetScale) {
    if targets.task.isRegression {
      let pairs = indices.enumerated().map { row, index in
        (scale.original(scores[row, 0]), targets.values[Int(index)])
      }
      let count = Double(pairs.count)
      let squares = pairs.reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let mean = pairs.reduce(0.0) { $0 + $1.1 } / count
      let spread = pairs.reduce(0.0) { $0 + ($1.1 - mean) * ($1.1 - mean) }
      meanAbsoluteError = pairs.reduce(0.0) { $0 + abs($1.0 - $1.1) } / count
      rootMeanSquaredError = (squares / count).squareRoot()
      determination = 1 - squares / spread
      return
    }
    let labels = indices.map { targets.labels[Int($0)] }
    let report = ClassificationReport(
      predictions: scores.argmax(axis: 1), labels: labels, classNames: targets.classNames)
    (accuracy, macroF1) = (report.accuracy, report.macroF1)
    guard targets.classNames.count == 2 else { return }
    // The difference of the scores orders edges as the probability does, but does not round to 1.
    let margins = indices.indices.map { scores[$0, 1] - scores[$0, 0] }
    areaUnderROC = Tensor(margins, shape: [margins.count]).areaUnderROC(
      targets: Tensor(labels.map { Float($0) }, shape: [labels.count]))
  }

  /// Returns a number that grows with the quality, for rules that watch the accuracy: the accuracy, or 1 / (1 +
  /// mean squared error) of the standardised numbers. Unlike all figures, it is cheap enough for every epoch.
  static func quality(_ scores: Tensor, _ part: TargetPart, loss: Double) -> Double {
    part.labels.isEmpty ? 1 / (1 + loss) : accuracy(scores, part.labels)
  }

  private static func accuracy(_ scores: Tensor, _ labels: [Int32]) -> Double {
    Statistics.share(of: Array(zip(scores.argmax(axis: 1), labels))) { $0.0 == $0.1 }
  }
}
