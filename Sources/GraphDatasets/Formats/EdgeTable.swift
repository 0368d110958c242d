internal import GraphCore
internal import TensorCore

/// The edges of a file, in its order.
struct EdgeTable {
  var sources: [Int32] = []
  var targets: [Int32] = []
  /// Nil as long as no edge has a weight.
  var weights: [Double]?

  /// Makes room for so many edges, so that a large file is read without copies of what has been read.
  mutating func reserve(_ count: Int, isWeighted: Bool) {
    sources.reserveCapacity(count)
    targets.reserveCapacity(count)
    if isWeighted {
      weights = []
      weights?.reserveCapacity(count)
    }
  }

  mutating func append(_ source: Int32, _ target: Int32) {
    sources.append(source)
    targets.append(target)
    weights?.append(1)
  }

  mutating func append(_ source: Int32, _ target: Int32, weight: Double) {
    if weights == nil { weights = [Double](repeating: 1, count: sources.count) }
    sources.append(source)
    targets.append(target)
    weights?.append(weight)
  }

  /// These edges. Throws `badData` where there are none: a user who gives a file of edges means some.
  func nonEmpty(_ path: String) throws(DataError) -> EdgeTable {
    guard !sources.isEmpty else {
      throw DataError(
        .badData, "has no edges, at least one was expected", at: .file(path),
        hint: "for nodes alone, give every node an edge to itself")
    }
    return self
  }

  /// The graph: repeated edges once, or their weights added up.
  ///
  /// An undirected one gets the reverse of every edge. Only a weighted table that already holds every edge in
  /// both directions with equal weights stays as it is: the reverses would double each weight.
  func graph(nodeCount: Int, directed: Bool) -> Graph {
    if weights == nil && !directed {
      return Graph(simpleUndirected: nodeCount, sources: sources, targets: targets)
    }
    let graph = Graph(nodeCount: nodeCount, sources: sources, targets: targets, weights: weights)
    guard weights != nil else { return graph.coalesced(.once) }
    let merged = graph.coalesced(.sum)
    if directed { return merged }
    let matrix = merged.adjacency(of: Double.self)
    let transposed = matrix.transposed
    guard
      matrix.pattern.rowOffsets == transposed.pattern.rowOffsets
        && matrix.pattern.columnIndices == transposed.pattern.columnIndices
        && matrix.values == transposed.values
    else { return merged.undirected().coalesced(.sum) }
    let edges = merged.edges()
    let half = edges.sources.indices.filter { edges.sources[$0] <= edges.targets[$0] }
    return Graph(
      nodeCount: nodeCount, sources: half.map { edges.sources[$0] }, targets: half.map { edges.targets[$0] },
      weights: edges.weights.map { weights in half.map { weights[$0] } }
    ).undirected().coalesced(.once)
  }
}

/// Classes numbered by their names.
struct ClassNumbering {
  let labels: [Int32]
  let names: [String]

  /// Renumbers `codes`, indices of `names` or -1, so that the names ascend: as numbers where all of them are
  /// integers, else as text.
  init(codes: [Int32], names: [String]) {
    let integers = names.compactMap { Int($0) }
    let order =
      integers.count == names.count
      ? names.indices.sorted { integers[$0] < integers[$1] } : names.indices.sorted { names[$0] < names[$1] }
    var number = [Int32](repeating: 0, count: names.count)
    for (new, old) in order.enumerated() { number[old] = Int32(new) }
    labels = codes.map { $0 < 0 ? -1 : number[Int($0)] }
    self.names = order.map { names[$0] }
  }
}
