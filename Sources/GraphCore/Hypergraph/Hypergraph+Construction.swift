public import TensorCore

extension Hypergraph {
  /// The hypergraph of a graph's neighbourhoods: for every node a hyperedge that joins it and the nodes within `hops` steps that it
  /// hears from (Feng et al. 2019, "Hypergraph neural networks", section 3.3).
  ///
  /// - Parameters:
  ///   - hops: the number of steps. Traps if it is negative.
  ///   - mergesEqual: whether of hyperedges that join the same nodes only the first stays.
  public init(neighbourhoodsOf graph: Graph, hops: Int = 1, mergesEqual: Bool = true) {
    guard hops >= 0 else {
      fatalError("Hypergraph: neighbourhoods of \(hops) hops, at least 0 were expected")
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

  /// The hypergraph of nearest neighbours: for every node a hyperedge that joins it and the `count` nodes whose features are closest to
  /// its own by Euclidean distance, the node of the smaller number first where distances are equal (Feng et al. 2019, section 4.3).
  ///
  /// Takes time nodes^2 x features, and memory for a few rows of distances.
  public init(nearestNeighbours count: Int, features: Tensor) {
    guard features.rank == 2 && count >= 0 else {
      shapeFailure("nearestNeighbours", [features.shape], "features need two axes, and neighbours a number")
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

  /// The hypergraph of a table of pairs: pair k puts node `nodes[k]` into hyperedge `groups[k]`, as papers have authors and baskets have
  /// wares. Traps if there are not as many nodes as groups.
  /// - Throws: ``DataError`` that names the element, where a node is not in 0..<nodeCount or a group not in 0..<groupCount.
  public init(nodeCount: Int, groupCount: Int, nodes: [Int32], groups: [Int32]) throws(DataError) {
    try DataError.check(nodeCount: nodeCount)
    guard groupCount >= 0 else {
      throw DataError(
        .badData, "\(groupCount) is not a number of groups, at least 0 was expected",
        at: .argument("groupCount"))
    }
    guard nodes.count == groups.count else {
      fatalError("Hypergraph: \(nodes.count) nodes and \(groups.count) groups are no pairs")
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

  /// The hypergraph of sets that occur: every different set is a hyperedge, in the order of first occurrence, and weighs how often it
  /// occurs. Labels of pictures or wares of baskets make one.
  /// - Throws: ``DataError`` that names the set, where a node is not in 0..<nodeCount.
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

  /// The same with a hyperedge of its own, of weight 1, for every node that has none yet.
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

  /// The hyperedges of both, those of `other` behind (Gao et al. 2022, "HGNN+", section 4.1). Traps if the numbers of nodes differ.
  public func joined(with other: Hypergraph) -> Hypergraph {
    guard nodeCount == other.nodeCount else {
      fatalError("Hypergraph: \(nodeCount) and \(other.nodeCount) nodes do not go together")
    }
    let all = { (hypergraph: Hypergraph) in
      hypergraph.weights.map { Array($0) } ?? [Double](repeating: 1, count: hypergraph.hyperedgeCount)
    }
    return Hypergraph(
      nodeCount: nodeCount, hyperedges: nodesOfHyperedges() + other.nodesOfHyperedges(),
      weights: weights == nil && other.weights == nil ? nil : all(self) + all(other))
  }

  /// Only the places of nodes in hyperedges, by their number in ``members``, for which `isKept` holds. Hyperedges stay, if
  /// need be without nodes.
  package func droppingIncidences(_ isKept: (_ incidence: Int) -> Bool) -> Hypergraph {
    let hyperedges = (0..<hyperedgeCount).map { hyperedge in
      (members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]).filter(isKept).map {
        members.columnIndices[$0]
      }
    }
    return Hypergraph(nodeCount: nodeCount, hyperedges: hyperedges, weights: weights.map { Array($0) })
  }

  /// The nodes of every hyperedge, ascending.
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
