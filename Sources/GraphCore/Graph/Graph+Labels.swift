extension Graph {
  /// The graph of labels that occur together (Chen, Wei, Wang and Guo 2019, "Multi-label image recognition with graph convolutional
  /// networks", section 3.3): label i hears from label j if P(j | i), the share of the sets with i that hold j too, is at least
  /// `threshold` (equation 7).
  ///
  /// What a label hears adds up to 1: 1 - `neighbourShare` from itself, the rest in equal parts from the others that it hears from
  /// (equation 8); a label without any hears all from itself. Directed, with a loop at every node.
  public init(
    labelSets: [[Int32]], labelCount: Int, threshold: Double, neighbourShare: Double
  ) {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: labelCount), count: labelCount)
    for labels in labelSets {
      let labels = Set(labels)
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
