// SPDX-License-Identifier: Apache-2.0

extension Graph {
  /// Creates a graph from edges that may be invalid, such as computed ones.
  ///
  /// Repeated edges stay parallel edges: see ``coalesced(_:)``.
  ///
  /// - Parameters:
  ///   - nodeCount: The number of nodes. Nodes are numbered 0..<nodeCount.
  ///   - edges: The two nodes of each edge: source and target if the graph is directed.
  ///   - weights: The weight of each edge; nil gives each edge weight 1. Traps if the number of weights
  ///     differs from the number of edges.
  ///   - directed: Whether edges keep their direction. Otherwise the reverse of each edge is added.
  /// - Throws: A ``DataError`` that names the element if `nodeCount` is negative, a node is outside
  ///   0..<nodeCount, or a weight is not finite.
  public init(
    nodeCount: Int, edges: [(Int, Int)], weights: [Double]? = nil, directed: Bool = false
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
    let graph = Graph(nodeCount: nodeCount, sources: sources, targets: targets, weights: weights)
    self = directed ? graph : graph.undirected()
  }
}

extension Hypergraph {
  /// Creates a hypergraph from hyperedges that may be invalid, such as computed ones. Duplicate nodes of
  /// a hyperedge count once.
  ///
  /// - Parameters:
  ///   - nodeCount: The number of nodes. Nodes are numbered 0..<nodeCount.
  ///   - hyperedges: The nodes of each hyperedge.
  ///   - weights: The weight of each hyperedge; nil gives each hyperedge weight 1. Traps if the number
  ///     of weights differs from the number of hyperedges.
  /// - Throws: A ``DataError`` that names the element if `nodeCount` is negative, a node is outside
  ///   0..<nodeCount, or a weight is not finite.
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
  /// Throws if `nodeCount` is negative or not below 2^31 - 1.
  static func check(nodeCount: Int) throws(DataError) {
    guard nodeCount >= 0 && nodeCount < Int32.max else {
      throw DataError(
        .badData, "\(nodeCount) nodes; expected 0 to \(Int32.max - 1)",
        at: .argument("nodeCount"))
    }
  }

  /// Returns a node number as graphs store it. Throws if `node` is outside 0..<nodeCount.
  static func check(node: Int, of nodeCount: Int, at argument: @autoclosure () -> String) throws(DataError)
    -> Int32
  {
    guard node >= 0 && node < nodeCount else {
      throw DataError(.badData, "node \(node) is not in 0..<\(nodeCount)", at: .argument(argument()))
    }
    return Int32(node)
  }

  /// Throws if a weight is not finite.
  static func check(weights: [Double]) throws(DataError) {
    if let index = weights.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "the weight is \(weights[index]); expected a finite number",
        at: .argument("weights[\(index)]"))
    }
  }
}
