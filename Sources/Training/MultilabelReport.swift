public import TensorCore

/// How well scores rank examples that may have several labels each: the average precision of every label, and their mean (mAP).
///
/// With the examples sorted by falling score, P_k the precision and R_k the recall of the first k, AP = sum over k of
/// (R_k - R_(k-1)) P_k; examples of equal score come in together (Zhu 2004, "Recall, precision and average precision"; as
/// scikit-learn's `average_precision_score`).
public struct MultilabelReport: Sendable {
  /// The figures of one label.
  public struct LabelFigures: Sendable, Hashable {
    /// The label.
    public let name: String
    /// The average precision; not a number where no example has the label.
    public let averagePrecision: Double
    /// The number of examples that have the label.
    public let support: Int
  }

  /// The figures of every label.
  public let labels: [LabelFigures]
  private let rankings: [Ranking]

  /// Compares scores with labels.
  ///
  /// - Parameters:
  ///   - scores: `[examples, labels]`, higher where a label is likelier; any monotonic scale will do.
  ///   - targets: `[examples, labels]`, 1 for labels that an example has, 0 for others.
  public init(scores: Tensor, targets: Tensor, labelNames: [String]) {
    guard scores.rank == 2 && scores.shape == targets.shape && scores.shape[1] == labelNames.count else {
      shapeFailure(
        "MultilabelReport", [scores.shape, targets.shape],
        "[examples, \(labelNames.count)] was expected of both")
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

  /// The mean of the labels that occur.
  public var meanAveragePrecision: Double { Self.mean(labels.map(\.averagePrecision)) }

  /// The mean of average precisions, those that are no numbers left out.
  public static func mean(_ averagePrecisions: [Double]) -> Double {
    Statistics.mean(averagePrecisions.filter { !$0.isNaN })
  }

  /// The average precisions of every label after examples have been drawn anew with replacement, `rounds` times: a bootstrap, whose
  /// quantiles bound confidence intervals (Efron 1979). The same stream draws the same examples, so that two reports can be compared
  /// round by round.
  public func resampledAveragePrecisions(rounds: Int, stream: RandomStream) -> [[Double]] {
    let count = rankings.first?.order.count ?? 0
    return (0..<rounds).map { round in
      var counts = [Int](repeating: 0, count: count)
      for draw in 0..<count { counts[stream.integer(below: count, at: UInt64(round * count + draw))] += 1 }
      return rankings.map { ranking in ranking.averagePrecision { counts[$0] } }
    }
  }
}

/// The examples in the order of one label's scores.
private struct Ranking: Sendable {
  /// By falling score.
  let order: [Int32]
  /// At every place, whether the next score is lower.
  let isLastOfEqual: [Bool]
  /// At every place, whether the example has the label.
  let isPositive: [Bool]

  init(scores: [Float], truths: [Bool]) {
    let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    self.order = order.map { Int32($0) }
    isLastOfEqual = order.indices.map { $0 + 1 == order.count || scores[order[$0 + 1]] < scores[order[$0]] }
    isPositive = order.map { truths[$0] }
  }

  /// The average precision with every example counted some number of times.
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
