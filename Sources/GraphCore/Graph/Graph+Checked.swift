extension Graph {
  /// Creates a graph from computed edges.
  ///
  /// Repeated edges stay parallel edges: see ``coalesced(_:)``.
  ///
  /// - Parameters:
  ///   - nodeCount: the number of nodes, which are called 0..<nodeCount.
  ///   - edges: the two nodes of every edge; with `isDirected` the source and the target.
  ///   - weights: the weight of every edge; nil: all weigh 1. Traps if there are not as many as edges.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  /// - Throws: ``DataError`` that names the element, where `nodeCount` is negative, an edge has a node outside 0..<nodeCount or a
  ///   weight is not finite.
  public init(
    nodeCount: Int, edges: [(Int, Int)], weights: [Double]? = nil, isDirected: Bool = false
  ) throws(DataError) {
    try DataError.check(nodeCount: nodeCount)
    if let weights {
      guard weights.count == edges.count else {
        fatalError("Graph: \(weights.count) weights for \(edges.count) edges")
      }
      try DataError.check(weights: weights)
    }
    var sources = [Int32]()
    var targets = [Int32]()
    sources.reserveCapacity(edges.count)
    targets.reserveCapacity(edges.count)
    for (index, edge) in edges.enumerated() {
      sources.append(try DataError.check(node: edge.0, of: nodeCount, at: "edges[\(index)]"))
      targets.append(try DataError.check(node: edge.1, of: nodeCount, at: "edges[\(index)]"))
    }
    let directed = Graph(nodeCount: nodeCount, sources: sources, targets: targets, weights: weights)
    self = isDirected ? directed : directed.undirected()
  }
}

extension Hypergraph {
  /// Creates a hypergraph from computed hyperedges; a node that is named twice in a hyperedge counts once.
  ///
  /// - Parameters:
  ///   - nodeCount: the number of nodes, which are called 0..<nodeCount.
  ///   - hyperedges: the nodes of every hyperedge.
  ///   - weights: the weight of every hyperedge; nil: all weigh 1. Traps if there are not as many as hyperedges.
  /// - Throws: ``DataError`` that names the element, where `nodeCount` is negative, a node is outside 0..<nodeCount or a weight is
  ///   not finite.
  @_disfavoredOverload
  public init(nodeCount: Int, hyperedges: [[Int]], weights: [Double]? = nil) throws(DataError) {
    try DataError.check(nodeCount: nodeCount)
    if let weights {
      guard weights.count == hyperedges.count else {
        fatalError("Hypergraph: \(weights.count) weights for \(hyperedges.count) hyperedges")
      }
      try DataError.check(weights: weights)
    }
    var lists = [[Int32]]()
    lists.reserveCapacity(hyperedges.count)
    for (index, hyperedge) in hyperedges.enumerated() {
      var list = [Int32]()
      for node in hyperedge {
        list.append(try DataError.check(node: node, of: nodeCount, at: "hyperedges[\(index)]"))
      }
      lists.append(list)
    }
    self.init(nodeCount: nodeCount, hyperedges: lists, weights: weights)
  }
}

extension DataError {
  /// Throws unless there can be so many nodes.
  static func check(nodeCount: Int) throws(DataError) {
    guard nodeCount >= 0 && nodeCount < Int32.max else {
      throw DataError(
        .badData, "\(nodeCount) is not a number of nodes, 0 to \(Int32.max - 1) was expected",
        at: .argument("nodeCount"))
    }
  }

  /// A node as graphs keep it. Throws where there is no such node.
  static func check(node: Int, of nodeCount: Int, at argument: @autoclosure () -> String) throws(DataError)
    -> Int32
  {
    guard node >= 0 && node < nodeCount else {
      throw DataError(.badData, "node \(node) is not in 0..<\(nodeCount)", at: .argument(argument()))
    }
    return Int32(node)
  }

  /// Throws where a weight is not finite.
  static func check(weights: [Double]) throws(DataError) {
    if let index = weights.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "the weight is \(weights[index]), a finite number was expected",
        at: .argument("weights[\(index)]"))
    }
  }
}
