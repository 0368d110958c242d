// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// An evaluation of scores for examples that may have several labels each: the average precision (AP) of
/// each label, and the mean over the labels (mAP).
///
/// With the examples sorted by decreasing score and P_k and R_k the precision and recall of the first k,
/// AP = sum over k of (R_k - R_(k-1)) P_k. Examples with equal scores are added together (Zhu 2004,
/// "Recall, precision and average precision"; scikit-learn's `average_precision_score` is the same).
public struct MultilabelReport: Sendable {
  /// The metrics of one label.
  public struct LabelFigures: Sendable, Hashable {
    /// The name of the label.
    public let name: String
    /// The average precision; NaN if no example has the label.
    public let averagePrecision: Double
    /// The number of examples that have the label.
    public let support: Int
  }

  /// The metrics of each label.
  public let labels: [LabelFigures]
  private let rankings: [Ranking]

  /// Compares scores with labels. Traps if the shapes do not match.
  ///
  /// - Parameters:
  ///   - scores: `[examples, labels]`, higher for more likely labels. Only their order matters.
  ///   - targets: `[examples, labels]`, 1 for the labels that an example has, 0 for all others.
  public init(scores: Tensor, targets: Tensor, labelNames: [String]) {
    guard scores.rank == 2 && scores.shape == targets.shape && scores.shape[1] == labelNames.count else {
      shapeFailure(
        "MultilabelReport", [scores.shape, targets.shape],
        "expected [examples, \(labelNames.count)] for scores and targets")
    }
    let (columns, truths) = (scores.transposed().scalars, targets.transposed().scalars)
    let count = scores.shape[0]
    rankings = labelNames.indices.map { label in
      let range = label * count..<(label + 1) * count
      return Ranking(scores: Array(columns[range]), truths: truths[range].map { $0 > 0.5 })
    }
    labels = zip(labelNames, rankings).map { name, ranking in
      LabelFigures(
        name: name, averagePrecision: ranking.averagePrecision { _ in 1 },
        support: ranking.isPositive.count { $0 })
    }
  }

  /// The mean average precision over the labels that occur.
  public var meanAveragePrecision: Double { Self.mean(labels.map(\.averagePrecision)) }

  /// Returns the mean of the average precisions that are not NaN.
  public static func mean(_ averagePrecisions: [Double]) -> Double {
    Statistics.mean(averagePrecisions.filter { !$0.isNaN })
  }

  /// Returns the average precision of each label in each of `rounds` bootstrap samples, which draw as
  /// many examples with replacement as there are. The quantiles of the results are confidence bounds
  /// (Efron 1979). The same stream draws the same examples, so two reports can be compared round by
  /// round.
  public func resampledAveragePrecisions(rounds: Int, stream: RandomStream) -> [[Double]] {
    let count = rankings.first?.order.count ?? 0
    return (0..<rounds).map { round in
      var counts = [Int](repeating: 0, count: count)
      for draw in 0..<count { counts[stream.integer(below: count, at: UInt64(round * count + draw))] += 1 }
      return rankings.map { ranking in ranking.averagePrecision { counts[$0] } }
    }
  }
}

/// The examples sorted by the scores of one label.
private struct Ranking: Sendable {
  /// The examples by decreasing score.
  let order: [Int32]
  /// Whether the next score is lower, per position in ``order``.
  let isLastOfEqual: [Bool]
  /// Whether the example has the label, per position in ``order``.
  let isPositive: [Bool]

  init(scores: [Float], truths: [Bool]) {
    let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    self.order = order.map { Int32($0) }
    isLastOfEqual = order.indices.map { $0 + 1 == order.count || scores[order[$0 + 1]] < scores[order[$0]] }
    isPositive = order.map { truths[$0] }
  }

  /// Returns the average precision if each example counts `count` times.
  func averagePrecision(counting count: (Int) -> Int) -> Double {
    var (seen, found, foundBefore) = (0, 0, 0)
    var sum = 0.0
    for place in order.indices {
      let copies = count(Int(order[place]))
      seen += copies
      if isPositive[place] { found += copies }
      if isLastOfEqual[place] && found > foundBefore {
        sum += Double(found - foundBefore) * Double(found) / Double(seen)
        foundBefore = found
      }
    }
    return sum / Double(found)
  }
}
