// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import TensorCore

/// How well probabilities of a positive class match targets of 0 and 1.
///
/// ```swift
/// let metrics = BinaryMetrics(probabilities: output.value, targets: targets)
/// print(metrics.accuracy, metrics.f1)
/// ```
public struct BinaryMetrics: Sendable, Hashable {
  /// The number of positives that are predicted.
  public let truePositives: Int
  /// The number of negatives that are predicted to be positive.
  public let falsePositives: Int
  /// The number of negatives that are predicted.
  public let trueNegatives: Int
  /// The number of positives that are predicted to be negative.
  public let falseNegatives: Int

  /// Counts predictions. Targets of at least 0.5 are positive. Traps if the shapes differ.
  ///
  /// - Parameters:
  ///   - probabilities: the probabilities of the positive class, or scores with a suitable threshold.
  ///   - targets: the targets, in the same shape.
  ///   - threshold: the probability above which the prediction is positive, as in Keras.
  public init(probabilities: Tensor, targets: Tensor, threshold: Float = 0.5) {
    probabilities.requireShape(of: targets, "BinaryMetrics")
    var counts = [0, 0, 0, 0]
    for (probability, target) in zip(probabilities.scalars, targets.scalars) {
      counts[(probability > threshold ? 2 : 0) + (target >= 0.5 ? 1 : 0)] += 1
    }
    (trueNegatives, falseNegatives, falsePositives, truePositives) = (
      counts[0], counts[1], counts[2], counts[3]
    )
  }

  /// The share of correct predictions; NaN without any.
  public var accuracy: Double {
    Self.share(
      truePositives + trueNegatives, of: truePositives + trueNegatives + falsePositives + falseNegatives)
  }
  /// The share of positive predictions that are correct; NaN if nothing is predicted to be positive.
  public var precision: Double { Self.share(truePositives, of: truePositives + falsePositives) }
  /// The share of positives that are predicted; NaN if there are none.
  public var recall: Double { Self.share(truePositives, of: truePositives + falseNegatives) }
  /// The harmonic mean of precision and recall, `2 TP / (2 TP + FP + FN)`; NaN if there are neither
  /// positives nor positive predictions.
  public var f1: Double {
    Self.share(2 * truePositives, of: 2 * truePositives + falsePositives + falseNegatives)
  }

  private static func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? .nan : Double(part) / Double(whole)
  }
}

extension Tensor {
  /// Returns the area under the receiver operating characteristic: the probability that a random positive
  /// has a higher score than a random negative, where equal scores count one half (Mann and Whitney
  /// 1947). Returns NaN without positives or without negatives. Traps if the shapes differ.
  ///
  /// - Parameter targets: the targets, in the same shape; those of at least 0.5 are positive.
  public func areaUnderROC(targets: Tensor) -> Double {
    requireShape(of: targets, "areaUnderROC")
    let pairs = zip(scalars, targets.scalars).sorted { $0.0 < $1.0 }
    let positives = pairs.count { $0.1 >= 0.5 }
    guard positives > 0 && positives < pairs.count else { return .nan }
    var (rankSum, start) = (0.0, 0)
    while start < pairs.count {
      var end = start
      while end < pairs.count && pairs[end].0 == pairs[start].0 { end += 1 }
      // Equal scores share the mean of their ranks start + 1, ..., end.
      rankSum += Double(pairs[start..<end].count { $0.1 >= 0.5 }) * Double(start + 1 + end) / 2
      start = max(end, start + 1)
    }
    let count = Double(positives)
    return (rankSum - count * (count + 1) / 2) / (count * Double(pairs.count - positives))
  }

  /// Returns the mean of `|x - t|`; NaN without elements. Traps if the shapes differ.
  public func meanAbsoluteError(targets: Tensor) -> Double {
    requireShape(of: targets, "meanAbsoluteError")
    let sum = zip(scalars, targets.scalars).reduce(0) { $0 + (Double($1.0) - Double($1.1)).magnitude }
    return sum / Double(count)
  }

  /// Returns the mean of `(x - t)^2`; NaN without elements. Traps if the shapes differ.
  public func meanSquaredError(targets: Tensor) -> Double {
    requireShape(of: targets, "meanSquaredError")
    let sum = zip(scalars, targets.scalars).reduce(0) {
      let difference = Double($1.0) - Double($1.1)
      return $0 + difference * difference
    }
    return sum / Double(count)
  }

  fileprivate func requireShape(of targets: Tensor, _ operation: StaticString) {
    guard shape == targets.shape else {
      shapeFailure(operation, [shape, targets.shape], "predictions and targets must have the same shape")
    }
  }
}
