// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// Generates synthetic citation networks of any size. The edges come from a degree-corrected stochastic
/// block model (Karrer and Newman 2011) whose degrees follow a power law, and the words of a paper
/// depend on its class.
///
/// The time is proportional to the number of nodes and edges. The same settings give the same data on
/// every machine.
public struct CitationGraphGenerator: Sendable {
  /// The number of papers.
  public var nodeCount = 10_000
  /// The number of classes, which have about equal sizes.
  public var classCount = 7
  /// The average number of neighbours. Pairs that are drawn twice count once, so the result is slightly
  /// smaller.
  public var averageDegree = 4.0
  /// The fraction of the edges that join papers of the same class.
  public var homophily = 0.8
  /// The number of different words.
  public var featureCount = 1433
  /// The number of words drawn per paper. Words that are drawn twice count once.
  public var wordsPerNode = 18
  /// The fraction of a paper's words that come from the vocabulary of its class.
  public var topicality = 0.5
  /// The seed of all random numbers.
  public var seed: UInt64 = 0

  private static let settings = GeneratorSettings(generator: "CitationGraphGenerator")

  /// Creates a generator. With the default settings, its networks resemble Cora.
  public init(nodeCount: Int = 10_000, seed: UInt64 = 0) {
    self.nodeCount = nodeCount
    self.seed = seed
  }

  /// Generates the data set. Throws `usage` if a setting is out of range, such as a `nodeCount` of 0 or
  /// a fraction outside 0...1.
  public func generate() throws(DataError) -> NodeDataset {
    try Self.settings.require("nodeCount", nodeCount, in: 1...Int(Int32.max) - 1)
    try Self.settings.require("classCount", classCount, in: 1...nodeCount)
    try Self.settings.require("averageDegree", averageDegree, in: 0...Double(nodeCount - 1))
    try Self.settings.require("homophily", homophily, in: 0...1)
    try Self.settings.require("topicality", topicality, in: 0...1)
    try Self.settings.require("featureCount", featureCount, in: classCount...Int(Int32.max) - 1)
    try Self.settings.require("wordsPerNode", wordsPerNode, in: 0...Int.max)
    let classes = stream(0)
    let labels = (0..<nodeCount).map { Int32(classes.integer(below: classCount, at: UInt64($0))) }
    return NodeDataset(
      name: "synthetic-\(nodeCount)", graph: graph(labels), features: words(labels), labels: labels,
      classNames: (0..<classCount).map(String.init))
  }

  private func stream(_ ordinal: UInt64) -> RandomStream {
    RandomStream(seed: seed, purpose: .generation, ordinal: ordinal)
  }

  // MARK: Edges

  /// Generates edges between ends that are drawn in proportion to their degrees. Each node occurs in the
  /// list of its class as often as its degree, so that drawing an end is a single look-up.
  private func graph(_ labels: [Int32]) -> Graph {
    let degrees = expectedDegrees()
    var offsets = [Int](repeating: 0, count: classCount + 1)
    for node in 0..<nodeCount { offsets[Int(labels[node]) + 1] += degrees[node] }
    for label in 0..<classCount { offsets[label + 1] += offsets[label] }
    var ends = [Int32](repeating: 0, count: offsets[classCount])
    var next = offsets
    for node in 0..<nodeCount {
      let label = Int(labels[node])
      for place in next[label]..<next[label] + degrees[node] { ends[place] = Int32(node) }
      next[label] += degrees[node]
    }
    let edgeCount = Int((averageDegree * Double(nodeCount) / 2).rounded())
    var sources = [Int32]()
    var targets = [Int32]()
    sources.reserveCapacity(edgeCount)
    targets.reserveCapacity(edgeCount)
    let draws = stream(2)
    // Each edge uses up to 32 random numbers: two for its start, the others for attempts at its end.
    for edge in 0..<edgeCount {
      let first = UInt64(edge) * 32
      let source = ends[draws.integer(below: ends.count, at: first)]
      let label = Int(labels[Int(source)])
      let isWithin = draws.uniform(at: first + 1) < homophily || classCount == 1
      for attempt in 2..<UInt64(32) {
        let range = isWithin ? offsets[label]..<offsets[label + 1] : 0..<ends.count
        let target = ends[range.lowerBound + draws.integer(below: range.count, at: first + attempt)]
        if target != source && (Int(labels[Int(target)]) == label) == isWithin {
          sources.append(source)
          targets.append(target)
          break
        }
      }
    }
    return Graph(nodeCount: nodeCount, sources: sources, targets: targets).undirected().coalesced(.once)
  }

  /// Returns degrees of at least 1 with the tail d^-2.5 of real networks and the requested mean.
  private func expectedDegrees() -> [Int] {
    let draws = stream(1)
    let limit = Double(nodeCount).squareRoot()
    // A Pareto variable with shape 1.5 and scale 1 has the mean 3.
    let scale = max(averageDegree / 3, 0.4)
    return (0..<nodeCount).map { node in
      let tail = 1 - draws.uniform(at: UInt64(2 * node))
      let degree = min(scale / (tail * tail.squareRoot()).squareRoot().squareRoot(), limit)
      // Degrees are rounded up or down at random, so that small means are preserved.
      return max(1, Int(degree + draws.uniform(at: UInt64(2 * node + 1))))
    }
  }

  // MARK: Words

  /// Draws words with falling frequency, as in natural text: some from the part of the vocabulary that
  /// belongs to the paper's class, the others from the whole vocabulary.
  private func words(_ labels: [Int32]) -> FeatureMatrix {
    let draws = stream(3)
    let partSize = featureCount / classCount
    var rows = FeatureRows()
    var chosen = [Int32]()
    for node in 0..<nodeCount {
      chosen.removeAll(keepingCapacity: true)
      for word in 0..<wordsPerNode {
        let index = UInt64(node) &* UInt64(wordsPerNode) &+ UInt64(word)
        // One draw is used twice: its upper half chooses the vocabulary, its lower half the word.
        let bits = draws.bits(at: index)
        let isTopical = Double(bits >> 32) * 0x1p-32 < topicality
        let position = Double(bits & 0xFFFF_FFFF) * 0x1p-32
        let size = isTopical ? partSize : featureCount
        let rank = min(size - 1, Int(Double(size) * position * position))
        // The words of each class are spread over the whole vocabulary, so that no class has all the
        // frequent words.
        chosen.append(Int32(isTopical ? rank * classCount + Int(labels[node]) : rank))
      }
      chosen.sort()
      var previous: Int32 = -1
      for word in chosen where word != previous {
        rows.append(column: word, value: 1)
        previous = word
      }
      rows.endRow()
    }
    return rows.finish(columnCount: featureCount)
  }
}
