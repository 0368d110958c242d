// SPDX-License-Identifier: Apache-2.0

extension Graph {
  /// Creates the directed graph of labels that occur together (Chen, Wei, Wang and Guo 2019,
  /// "Multi-label image recognition with graph convolutional networks", section 3.3).
  ///
  /// There is an edge from label j to label i if P(j | i), the share of the sets with i that also
  /// contain j, is at least `threshold` (equation 7).
  ///
  /// The weights of a label's incoming edges add up to 1: its self-loop has weight 1 - `neighbourShare`,
  /// and the other edges share the rest equally (equation 8). The self-loop of a label without other
  /// incoming edges has weight 1.
  /// - Throws: A ``DataError`` that names the set if a label is outside 0..<labelCount.
  public init(
    labelSets: [[Int32]], labelCount: Int, threshold: Double, neighbourShare: Double
  ) throws(DataError) {
    guard labelCount >= 0 else {
      throw DataError(
        .badData, "\(labelCount) labels; expected at least 0",
        at: .argument("labelCount"))
    }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: labelCount), count: labelCount)
    for (index, set) in labelSets.enumerated() {
      if let label = set.first(where: { $0 < 0 || $0 >= labelCount }) {
        throw DataError(
          .badData, "label \(label) is not in 0..<\(labelCount)", at: .argument("labelSets[\(index)]"))
      }
      let labels = Set(set)
      for one in labels { for other in labels { counts[Int(one)][Int(other)] += 1 } }
    }
    var sources = [Int32]()
    var targets = [Int32]()
    var weights = [Double]()
    for label in 0..<labelCount {
      let heard = (0..<labelCount).filter {
        $0 != label && counts[label][label] > 0
          && Double(counts[label][$0]) >= threshold * Double(counts[label][label])
      }
      sources += [Int32(label)] + heard.map { Int32($0) }
      targets += [Int32](repeating: Int32(label), count: heard.count + 1)
      weights += [heard.isEmpty ? 1 : 1 - neighbourShare]
      weights += heard.map { _ in neighbourShare / Double(heard.count) }
    }
    self.init(nodeCount: labelCount, sources: sources, targets: targets, weights: weights)
  }
}
