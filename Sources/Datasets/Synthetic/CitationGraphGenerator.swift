internal import GraphCore
internal import TensorCore

/// Makes graphs that look like citation data: blocks of classes whose nodes mostly cite each other, degrees that
/// follow a power law (a degree-corrected block model, Karrer and Newman 2011), and sparse binary words of which
/// each class prefers its own. Time and memory grow with nodes, edges and words. The same parameters give the
/// same data.
public struct CitationGraphGenerator: Sendable {
  /// The number of nodes.
  public var nodeCount: Int
  /// The number of classes, which are about equally large.
  public var classCount = 7
  /// The mean number of neighbours.
  public var averageDegree = 4.0
  /// The probability that an edge stays within its class.
  public var homophily = 0.8
  /// The number of different words.
  public var featureCount = 500
  /// The number of words of a node, before repeated ones are merged.
  public var wordsPerNode = 20
  /// The probability that a word is one of those that its class prefers.
  public var topicality = 0.3
  /// Decides everything random.
  public var seed: UInt64 = 0

  /// Creates a generator; the other parameters are set afterwards.
  public init(nodeCount: Int) { self.nodeCount = nodeCount }

  /// Makes the data set.
  public func dataset(split: SplitRule = .random(perClass: 20, validationPerClass: 30)) -> NodeDataset {
    guard nodeCount > 0 && classCount > 0 && featureCount >= classCount else {
      fatalError("CitationGraphGenerator: \(nodeCount) nodes, \(classCount) classes, \(featureCount) features")
    }
    let stream = RandomStream(seed: seed, purpose: .generation, ordinal: 1)
    let labels = (0..<nodeCount).map { Int32(stream.integer(below: classCount, at: UInt64($0))) }
    return NodeDataset(
      name: "citations-\(nodeCount)", graph: graph(labels), features: .sparse(words(labels)), labels: labels,
      classNames: (0..<classCount).map { "class-\($0)" }, split: split)
  }

  /// Ends of edges are drawn in proportion to a node's weight, w = (1 - u)^(-1/2) capped, within its class or
  /// from all nodes.
  private func graph(_ labels: [Int32]) -> Graph {
    let weights = RandomStream(seed: seed, purpose: .generation, ordinal: 2)
    var members = [[Int32]](repeating: [], count: classCount)
    for (node, label) in labels.enumerated() { members[Int(label)].append(Int32(node)) }
    let cap = Double(nodeCount).squareRoot()
    var sums = members.map { nodes in
      var total = 0.0
      return nodes.map { node -> Double in
        total += min(cap, 1 / (1 - weights.uniform(at: UInt64(node))).squareRoot())
        return total
      }
    }
    let order = members.flatMap { $0 }
    var total = 0.0
    let all = sums.flatMap { sums -> [Double] in
      let start = total
      total += sums.last ?? 0
      return sums.map { $0 + start }
    }
    sums.append(all)
    members.append(order)
    let draws = RandomStream(seed: seed, purpose: .generation, ordinal: 3)
    let pick = { (group: Int, index: UInt64) -> Int32 in
      let target = draws.uniform(at: index) * (sums[group].last ?? 0)
      return members[group][Self.firstAbove(target, in: sums[group])]
    }
    let edgeCount = Int((Double(nodeCount) * averageDegree / 2).rounded())
    var sources: [Int32] = []
    var targets: [Int32] = []
    for edge in 0..<UInt64(edgeCount) {
      let source = pick(classCount, 3 * edge)
      let stays = draws.uniform(at: 3 * edge + 1) < homophily
      let target = pick(stays ? Int(labels[Int(source)]) : classCount, 3 * edge + 2)
      if source != target {
        sources.append(source)
        targets.append(target)
      }
    }
    return Graph(nodeCount: nodeCount, sources: sources, targets: targets).undirected().coalesced(.once)
  }

  private static func firstAbove(_ target: Double, in sums: [Double]) -> Int {
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Class c prefers the words w with w mod classCount = c.
  private func words(_ labels: [Int32]) -> SparseMatrix<Float> {
    let draws = RandomStream(seed: seed, purpose: .generation, ordinal: 4)
    var builder = FeatureRowBuilder()
    for node in 0..<nodeCount {
      var row: [Int32] = []
      for word in 0..<wordsPerNode {
        let index = UInt64(2 * (node * wordsPerNode + word))
        let isTopical = draws.uniform(at: index) < topicality
        let number =
          isTopical
          ? draws.integer(below: featureCount / classCount, at: index + 1) * classCount + Int(labels[node])
          : draws.integer(below: featureCount, at: index + 1)
        row.append(Int32(number))
      }
      row.sort()
      var previous: Int32 = -1
      for column in row where column != previous {
        builder.append(column: column, value: 1)
        previous = column
      }
      builder.endRow()
    }
    return builder.matrix(columnCount: featureCount)
  }
}
