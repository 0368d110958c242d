// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Generates undirected graphs of any size, edge by edge: each edge is a function of the seed and its
/// number, so that a graph need not fit in memory.
///
/// In all graphs but a ``Kind/grid``, nodes that are drawn as a pair twice are joined
/// once, so that the graph has slightly fewer edges than ``edgeCount``.
public struct GraphGenerator: Sendable {
  /// The kinds of graphs.
  public enum Kind: String, Sendable, CaseIterable {
    /// The expected degrees follow a power law with ``GraphGenerator/exponent`` (Chung and Lu 2002), and a
    /// fraction ``GraphGenerator/homophily`` of the edges join nodes of the same class.
    case powerLaw = "power-law"
    /// A stochastic block model: all nodes have the same expected degree, and a fraction
    /// ``GraphGenerator/homophily`` of the edges join nodes of the same class.
    case blocks
    /// A square grid, filled row by row.
    case grid
    /// A ring in which each node is joined to its nearest ones, and a fraction
    /// ``GraphGenerator/rewiring`` of the edges lead to a random node instead (Watts and Strogatz 1998).
    case smallWorld = "small-world"
  }

  /// The kind of graph.
  public var kind: Kind
  /// The number of nodes.
  public var nodeCount: Int
  /// The number of edges that are drawn. A grid has a number of its size, which this does not change.
  public var edgeCount: Int
  /// The exponent of the degree distribution of ``Kind/powerLaw``, more than 2.
  public var exponent = 2.5
  /// The fraction of edges that join nodes of the same class.
  public var homophily = 0.8
  /// The fraction of edges of ``Kind/smallWorld`` that are rewired.
  public var rewiring = 0.1
  /// The number of classes; 0 for none.
  public var classCount = 0
  /// The number of features per node; 0 for none. They are normal numbers around a centre per class, which
  /// itself consists of normal numbers of deviation 1.
  public var featureCount = 0
  /// The deviation of the features of a node from the centre of its class.
  public var featureNoise = 4.0
  /// The seed of all random numbers.
  public var seed: UInt64 = 0

  private static let settings = GeneratorSettings(generator: "GraphGenerator")

  /// Creates a generator.
  public init(_ kind: Kind, nodeCount: Int, edgeCount: Int = 0, seed: UInt64 = 0) {
    self.kind = kind
    self.nodeCount = nodeCount
    self.edgeCount = kind == .grid ? Grid(nodeCount: nodeCount).edgeCount : edgeCount
    self.seed = seed
  }

  /// Throws `usage` if a setting is out of range.
  func check() throws(DataError) {
    try Self.settings.require("nodeCount", nodeCount, in: 1...Int(Int32.max) - 1)
    try Self.settings.require("edgeCount", edgeCount, in: 0...(nodeCount == 1 ? 0 : Int.max / 16))
    try Self.settings.require("exponent", exponent, in: 2.0.nextUp...100)
    try Self.settings.require("homophily", homophily, in: 0...1)
    try Self.settings.require("rewiring", rewiring, in: 0...1)
    try Self.settings.require("classCount", classCount, in: 0...min(nodeCount, 1 << 20))
    try Self.settings.require("featureCount", featureCount, in: 0...1 << 20)
    try Self.settings.require("featureNoise", featureNoise, in: 0...1e6)
    if kind == .smallWorld {
      // Each distance along the ring gives one edge per node.
      try Self.settings.require("edgeCount", edgeCount, in: 0...(nodeCount - 1) / 2 * nodeCount)
    }
  }

  /// Generates the graph in memory. Repeated edges are merged.
  /// - Throws: ``DataError`` of code `usage` if a setting is out of range.
  public func generate() throws(DataError) -> NodeDataset {
    try check()
    var sources: [Int32] = []
    var targets: [Int32] = []
    sources.reserveCapacity(edgeCount)
    targets.reserveCapacity(edgeCount)
    try forEachEdge { (source, target) throws(DataError) in
      sources.append(source)
      targets.append(target)
    }
    let graph = LazyGraph(Graph(simple: nodeCount, sources: sources, targets: targets, isDirected: false))
    let nodes = nodeAttributes
    var features: Tensor?
    if featureCount > 0 {
      features = unsafe Tensor(shape: [nodeCount, featureCount]) { target in
        unsafe nodes.setFeatures(of: 0..<nodeCount, target)
      }
    }
    return NodeDataset(
      name: name, graph: graph, features: features.map { .dense($0) } ?? IndicatorFeatures.degrees(of: graph),
      featureSource: features == nil ? .degree : nil, labels: nodes.labels, classNames: nodes.classNames)
  }

  /// The name of the data set.
  var name: String { "\(kind.rawValue)-\(nodeCount)" }

  // MARK: Edges

  /// Calls `body` for each edge in the order of their numbers. The ends of an edge differ.
  func forEachEdge(_ body: (_ source: Int32, _ target: Int32) throws(DataError) -> Void) throws(DataError) {
    switch kind {
    case .powerLaw, .blocks:
      let drawing = PairDrawing(self)
      for edge in 0..<edgeCount {
        let (first, second) = drawing.pair(UInt64(edge))
        try body(Int32(first), Int32(second))
      }
    case .grid:
      let grid = Grid(nodeCount: nodeCount)
      for node in 0..<nodeCount {
        if grid.hasRight(node) { try body(Int32(node), Int32(node + 1)) }
        if grid.hasLower(node) { try body(Int32(node), Int32(node + grid.width)) }
      }
    case .smallWorld:
      let stream = RandomStream(seed: seed, purpose: .generation, ordinal: 1)
      for edge in 0..<edgeCount {
        let node = edge % nodeCount
        var other = (node + edge / nodeCount + 1) % nodeCount
        if stream.uniform(at: 2 * UInt64(edge)) < rewiring {
          // Any other node, each with the same probability.
          other = (node + 1 + stream.integer(below: nodeCount - 1, at: 2 * UInt64(edge) + 1)) % nodeCount
        }
        try body(Int32(node), Int32(other))
      }
    }
  }

  /// The classes and features of the nodes.
  var nodeAttributes: GeneratedNodes { GeneratedNodes(self) }
}

/// A square grid that is filled row by row.
private struct Grid {
  let nodeCount: Int
  let width: Int

  init(nodeCount: Int) {
    self.nodeCount = nodeCount
    var width = Int(Double(max(0, nodeCount)).squareRoot())
    while width * width < nodeCount { width += 1 }
    self.width = max(1, width)
  }

  func hasRight(_ node: Int) -> Bool { (node + 1) % width != 0 && node + 1 < nodeCount }
  func hasLower(_ node: Int) -> Bool { node + width < nodeCount }

  /// The number of edges: each row but the first joins to the one above, and each node but the first of its
  /// row to the one before.
  var edgeCount: Int {
    let rows = (nodeCount + width - 1) / width
    return max(0, nodeCount - width) + max(0, nodeCount - rows)
  }
}

/// Draws pairs of nodes from a degree-corrected block model without memory for degrees or classes.
///
/// Nodes have ranks, of which the lowest have the largest expected degrees. The class of a node is its rank
/// modulo the number of classes, and the node of a rank is an affine function of it, so that high degrees
/// are spread over all numbers.
struct PairDrawing {
  private let stream: RandomStream
  private let nodes: NodeRanks
  private let homophily: Double
  /// The power of the inverse distribution of ranks; 1 for equal degrees.
  private let power: Double

  init(_ generator: GraphGenerator) {
    stream = RandomStream(seed: generator.seed, purpose: .generation, ordinal: 1)
    nodes = NodeRanks(generator)
    homophily = generator.homophily
    // The expected degree of rank r is proportional to (r + 1)^(-1 / (exponent - 1)).
    power = generator.kind == .powerLaw ? 1 / (1 - 1 / (generator.exponent - 1)) : 1
  }

  /// Returns the ends of an edge, which differ. There are at least two nodes.
  func pair(_ edge: UInt64) -> (Int, Int) {
    var pair = (0, 0)
    for attempt in 0..<64 {
      pair = ranks(edge, attempt == 0 ? stream : stream.substream(UInt64(attempt)))
      if pair.0 != pair.1 { return (nodes.node(ofRank: pair.0), nodes.node(ofRank: pair.1)) }
    }
    // A class of a single node has no pairs within.
    return (nodes.node(ofRank: pair.0), nodes.node(ofRank: (pair.0 + 1) % nodes.count))
  }

  private func ranks(_ edge: UInt64, _ stream: RandomStream) -> (Int, Int) {
    let first = rank(below: nodes.count, stream.uniform(at: 3 * edge))
    let share = stream.uniform(at: 3 * edge + 2)
    guard nodes.classCount > 1 && stream.uniform(at: 3 * edge + 1) < homophily else {
      return (first, rank(below: nodes.count, share))
    }
    let place = first % nodes.classCount
    let size = (nodes.count - place + nodes.classCount - 1) / nodes.classCount
    return (first, rank(below: size, share) * nodes.classCount + place)
  }

  /// Returns the rank at a share of the distribution.
  private func rank(below count: Int, _ share: Double) -> Int {
    guard power != 1 else { return min(count - 1, Int(share * Double(count))) }
    let whole = pow(Double(count + 1), 1 / power) - 1
    return min(count - 1, max(0, Int(pow(1 + share * whole, power)) - 1))
  }
}

/// The ranks of the nodes and their classes.
struct NodeRanks {
  let count: Int
  let classCount: Int
  private let factor: Int
  private let isContiguous: Bool

  init(_ generator: GraphGenerator) {
    count = generator.nodeCount
    classCount = generator.classCount
    isContiguous = generator.kind == .grid || generator.kind == .smallWorld
    // A multiplier near the golden section of the number of nodes spreads neighbouring ranks.
    var factor = max(1, Int(Double(generator.nodeCount) * 0.618_033_988_749_895))
    func divisor(_ first: Int, _ second: Int) -> Int { second == 0 ? first : divisor(second, first % second) }
    while divisor(factor, generator.nodeCount) != 1 { factor += 1 }
    self.factor = factor
  }

  /// Returns the node of a rank.
  func node(ofRank rank: Int) -> Int { rank * factor % count }

  /// Returns the class of each node; -1 without classes.
  func labels() -> [Int32] {
    guard classCount > 0 else { return [Int32](repeating: -1, count: count) }
    // Neighbours in a grid or on a ring are of the same class.
    if isContiguous { return (0..<count).map { Int32($0 * classCount / count) } }
    var labels = [Int32](repeating: 0, count: count)
    for rank in 0..<count { labels[node(ofRank: rank)] = Int32(rank % classCount) }
    return labels
  }
}

/// The classes and features of generated nodes.
struct GeneratedNodes {
  let labels: [Int32]
  let classNames: [String]
  private let featureCount: Int
  private let noise: Double
  private let centres: [Float]
  private let stream: RandomStream

  init(_ generator: GraphGenerator) {
    labels = NodeRanks(generator).labels()
    classNames = (0..<generator.classCount).map(String.init)
    featureCount = generator.featureCount
    noise = generator.featureNoise
    let centre = RandomStream(seed: generator.seed, purpose: .generation, ordinal: 2)
    centres = (0..<max(1, generator.classCount) * generator.featureCount).map {
      generator.classCount == 0 ? 0 : Float(centre.normal(at: UInt64($0)))
    }
    stream = RandomStream(seed: generator.seed, purpose: .generation, ordinal: 3)
  }

  /// Sets the features of consecutive nodes, row by row.
  func setFeatures(of nodes: Range<Int>, _ target: UnsafeMutableBufferPointer<Float>) {
    var place = 0
    for node in nodes {
      let centre = max(0, Int(labels[node])) * featureCount
      for feature in 0..<featureCount {
        let index = UInt64(node * featureCount + feature)
        unsafe target[place] = centres[centre + feature] + Float(noise * stream.normal(at: index))
        place += 1
      }
    }
  }
}
