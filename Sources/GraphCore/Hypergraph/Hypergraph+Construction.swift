// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Hypergraph {
  /// Creates the hypergraph of a graph's neighbourhoods. For each node it has a hyperedge of the node
  /// itself and the nodes from which a path of at most `hops` edges leads to it (Feng et al. 2019,
  /// "Hypergraph neural networks", section 3.3).
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - hops: The largest number of edges of a path. Traps if it is negative.
  ///   - mergesEqual: Whether to keep only the first of several hyperedges with the same nodes.
  public init(neighbourhoodsOf graph: Graph, hops: Int = 1, mergesEqual: Bool = true) {
    guard hops >= 0 else {
      fatalError("Hypergraph: \(hops) hops; must be at least 0")
    }
    var reached = [Int32](repeating: -1, count: graph.nodeCount)
    let incoming = graph.incoming
    let hyperedges = (0..<Int32(graph.nodeCount)).map { node in
      var members = [node]
      reached[Int(node)] = node
      var frontier = 0..<1
      for _ in 0..<hops {
        for position in frontier {
          let member = Int(members[position])
          for entry in incoming.rowOffsets[member]..<incoming.rowOffsets[member + 1] {
            let neighbour = incoming.columnIndices[entry]
            if reached[Int(neighbour)] != node {
              reached[Int(neighbour)] = node
              members.append(neighbour)
            }
          }
        }
        frontier = frontier.upperBound..<members.count
      }
      return members.sorted()
    }
    self.init(nodeCount: graph.nodeCount, hyperedges: mergesEqual ? Self.unique(hyperedges) : hyperedges)
  }

  /// Creates the hypergraph of nearest neighbours. For each node it has a hyperedge of the node itself
  /// and the `count` nodes whose features are closest by Euclidean distance (Feng et al. 2019, section
  /// 4.3).
  ///
  /// If distances are equal, the node with the lower number comes first. Takes time proportional to
  /// nodes^2 x features and memory for a few rows of distances. Traps if `features` does not have two
  /// axes or `count` is negative.
  public init(nearestNeighbours count: Int, features: Tensor) {
    guard features.rank == 2 && count >= 0 else {
      shapeFailure("nearestNeighbours", [features.shape], "expected two axes and at least 0 neighbours")
    }
    let nodeCount = features.shape[0]
    let squares = (features * features).sum(axis: 1).scalars
    var hyperedges = [[Int32]]()
    let block = max(1, (1 << 22) / max(1, nodeCount))
    for start in stride(from: 0, to: nodeCount, by: block) {
      let rows = start..<min(nodeCount, start + block)
      let products = features.slice(axis: 0, rows).matmul(features, transposingRight: true).scalars
      for row in rows {
        let distances = (0..<nodeCount).map { other in
          squares[row] + squares[other] - 2 * products[(row - start) * nodeCount + other]
        }
        let nearest = (0..<nodeCount).filter { $0 != row }.sorted {
          (distances[$0], $0) < (distances[$1], $1)
        }
        hyperedges.append([Int32(row)] + nearest.prefix(count).map { Int32($0) })
      }
    }
    self.init(nodeCount: nodeCount, hyperedges: hyperedges)
  }

  /// Creates a hypergraph from a table of pairs: pair k adds node `nodes[k]` to hyperedge `groups[k]`.
  /// Such tables list, for example, the authors of papers or the goods in baskets.
  ///
  /// Traps if the numbers of nodes and groups differ.
  /// - Throws: A ``DataError`` that names the element if a node is outside 0..<nodeCount or a group is
  ///   outside 0..<groupCount.
  public init(nodeCount: Int, groupCount: Int, nodes: [Int32], groups: [Int32]) throws(DataError) {
    try DataError.check(nodeCount: nodeCount)
    guard groupCount >= 0 else {
      throw DataError(
        .badData, "\(groupCount) groups; expected at least 0",
        at: .argument("groupCount"))
    }
    guard nodes.count == groups.count else {
      fatalError("Hypergraph: \(nodes.count) nodes and \(groups.count) groups; must be equally many")
    }
    var hyperedges = [[Int32]](repeating: [], count: groupCount)
    for (index, (node, group)) in zip(nodes, groups).enumerated() {
      guard group >= 0 && group < groupCount else {
        throw DataError(
          .badData, "group \(group) is not in 0..<\(groupCount)", at: .argument("groups[\(index)]"))
      }
      hyperedges[Int(group)].append(
        try DataError.check(node: Int(node), of: nodeCount, at: "nodes[\(index)]"))
    }
    self.init(nodeCount: nodeCount, hyperedges: hyperedges)
  }

  /// Creates the hypergraph of observed sets, such as the labels of images or the goods in baskets. Each
  /// different set is a hyperedge, in the order of first occurrence; its weight is the number of
  /// occurrences.
  /// - Throws: A ``DataError`` that names the set if a node is outside 0..<nodeCount.
  public init(nodeCount: Int, occurring sets: [[Int32]]) throws(DataError) {
    try DataError.check(nodeCount: nodeCount)
    var hyperedges = [[Int32]]()
    var counts = [Double]()
    var places = [[Int32]: Int]()
    for (index, set) in sets.enumerated() {
      for node in set { _ = try DataError.check(node: Int(node), of: nodeCount, at: "sets[\(index)]") }
      let members = Set(set).sorted()
      if let place = places[members] {
        counts[place] += 1
      } else {
        places[members] = hyperedges.count
        hyperedges.append(members)
        counts.append(1)
      }
    }
    self.init(nodeCount: nodeCount, hyperedges: hyperedges, weights: counts)
  }

  /// Returns the hypergraph with a hyperedge of weight 1 added for each node that has no hyperedge of
  /// only itself.
  public func addingSelfLoops() -> Hypergraph {
    var hasOwn = [Bool](repeating: false, count: nodeCount)
    var hyperedges = nodesOfHyperedges()
    for hyperedge in hyperedges where hyperedge.count == 1 { hasOwn[Int(hyperedge[0])] = true }
    let missing = (0..<Int32(nodeCount)).filter { !hasOwn[Int($0)] }
    hyperedges += missing.map { [$0] }
    return Hypergraph(
      nodeCount: nodeCount, hyperedges: hyperedges,
      weights: weights.map { Array($0) + [Double](repeating: 1, count: missing.count) })
  }

  /// Returns the hypergraph with the hyperedges of both, those of `other` last (Gao et al. 2022,
  /// "HGNN+", section 4.1). Traps if the numbers of nodes differ.
  public func joined(with other: Hypergraph) -> Hypergraph {
    guard nodeCount == other.nodeCount else {
      fatalError("Hypergraph: cannot join hypergraphs of \(nodeCount) and \(other.nodeCount) nodes")
    }
    let all = { (hypergraph: Hypergraph) in
      hypergraph.weights.map { Array($0) } ?? [Double](repeating: 1, count: hypergraph.hyperedgeCount)
    }
    return Hypergraph(
      nodeCount: nodeCount, hyperedges: nodesOfHyperedges() + other.nodesOfHyperedges(),
      weights: weights == nil && other.weights == nil ? nil : all(self) + all(other))
  }

  /// Returns the hypergraph with only those incidences, numbered as in ``members``, for which `isKept`
  /// returns true. Hyperedges that lose all nodes are kept.
  package func droppingIncidences(_ isKept: (_ incidence: Int) -> Bool) -> Hypergraph {
    let hyperedges = (0..<hyperedgeCount).map { hyperedge in
      (members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]).filter(isKept).map {
        members.columnIndices[$0]
      }
    }
    return Hypergraph(nodeCount: nodeCount, hyperedges: hyperedges, weights: weights.map { Array($0) })
  }

  /// Returns the nodes of each hyperedge in ascending order.
  public func nodesOfHyperedges() -> [[Int32]] {
    (0..<hyperedgeCount).map { hyperedge in
      (members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]).map { members.columnIndices[$0] }
    }
  }

  private static func unique(_ hyperedges: [[Int32]]) -> [[Int32]] {
    var seen = Set<[Int32]>()
    return hyperedges.filter { seen.insert($0).inserted }
  }
}
