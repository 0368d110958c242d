public import TensorCore

/// Nodes and hyperedges, each of which joins any number of nodes.
///
/// The incidence is kept in both orientations. A node stands at most once in a hyperedge.
public struct Hypergraph: Sendable {
  /// For every hyperedge its nodes, ascending: `[hyperedges, nodes]`.
  public let members: CSRPattern
  /// The weight of every hyperedge; nil where all weigh 1.
  public let weights: SharedBuffer<Double>?

  /// Creates a hypergraph from hyperedges that have been checked; a node that is named twice in a hyperedge counts once. Traps
  /// if a node is outside 0..<nodeCount.
  package init(nodeCount: Int, hyperedges: [[Int32]], weights: [Double]? = nil) {
    guard weights.map({ $0.count == hyperedges.count }) ?? true else {
      fatalError("Hypergraph: \(weights?.count ?? 0) weights for \(hyperedges.count) hyperedges")
    }
    guard nodeCount >= 0 else { fatalError("Hypergraph: \(nodeCount) nodes") }
    var offsets = [0]
    var nodes = [Int32]()
    for hyperedge in hyperedges {
      nodes += Set(hyperedge).sorted()
      offsets.append(nodes.count)
    }
    members = CSRPattern(
      rowCount: hyperedges.count, columnCount: nodeCount, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(nodes))
    self.weights = weights.map { SharedBuffer($0) }
  }

  /// The number of nodes.
  public var nodeCount: Int { members.columnCount }
  /// The number of hyperedges.
  public var hyperedgeCount: Int { members.rowCount }
  /// The number of places of nodes in hyperedges.
  public var incidenceCount: Int { members.entryCount }
  /// For every node its hyperedges. Made once.
  public var memberships: CSRPattern { members.transposed }

  /// The bipartite graph of the nodes, 0..<nodeCount, and the hyperedges, from nodeCount on: a node is joined to each
  /// of its hyperedges by the weight w(e) / |e| (Agarwal, Branson and Belongie 2006, star expansion).
  public func starExpansion() -> Graph {
    var sources = [Int32]()
    var targets = [Int32]()
    var shares = [Double]()
    for hyperedge in 0..<hyperedgeCount {
      let entries = members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]
      for entry in entries {
        sources.append(Int32(nodeCount + hyperedge))
        targets.append(members.columnIndices[entry])
        shares.append((weights?[hyperedge] ?? 1) / Double(entries.count))
      }
    }
    return Graph(nodeCount: nodeCount + hyperedgeCount, sources: sources, targets: targets, weights: shares)
      .undirected()
  }

  /// The number of nodes of every hyperedge.
  public func hyperedgeSizes() -> [Int] {
    (0..<hyperedgeCount).map { members.rowOffsets[$0 + 1] - members.rowOffsets[$0] }
  }

  /// The sum of the weights of every node's hyperedges.
  public func nodeDegrees() -> [Double] {
    var degrees = [Double](repeating: 0, count: nodeCount)
    for hyperedge in 0..<hyperedgeCount {
      for entry in members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1] {
        degrees[Int(members.columnIndices[entry])] += weights?[hyperedge] ?? 1
      }
    }
    return degrees
  }
}

extension Hypergraph: CustomStringConvertible {
  /// The sizes: `60 nodes, 12 hyperedges`, and `weighted` where hyperedges have weights.
  public var description: String {
    "\(nodeCount.counted("node")), \(hyperedgeCount.counted("hyperedge"))\(weights == nil ? "" : ", weighted")"
  }
}
