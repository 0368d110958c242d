// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// A hypergraph: nodes and hyperedges, each of which joins any number of nodes.
///
/// The incidence matrix is stored in both orientations. A node occurs at most once in a hyperedge.
public struct Hypergraph: Sendable {
  /// The nodes of each hyperedge in ascending order: `[hyperedges, nodes]`.
  public let members: CSRPattern
  /// The weight of each hyperedge, or nil if all weights are 1.
  public let weights: SharedBuffer<Double>?

  /// Creates a hypergraph from hyperedges that have been checked. Duplicate nodes of a hyperedge count
  /// once. Traps if a node is outside 0..<nodeCount.
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
  /// The number of incidences: pairs of a hyperedge and a node in it.
  public var incidenceCount: Int { members.entryCount }
  /// The hyperedges of each node. Computed once.
  public var memberships: CSRPattern { members.transposed }

  /// Returns the bipartite star expansion: nodes are 0..<nodeCount, hyperedge e is node nodeCount + e,
  /// and an edge of weight w(e) / |e| joins each node to each of its hyperedges (Agarwal, Branson and
  /// Belongie 2006).
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

  /// Returns the number of nodes in each hyperedge.
  public func hyperedgeSizes() -> [Int] {
    (0..<hyperedgeCount).map { members.rowOffsets[$0 + 1] - members.rowOffsets[$0] }
  }

  /// Returns the sum of the weights of each node's hyperedges.
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
  /// The sizes, such as `60 nodes, 12 hyperedges`, followed by `, weighted` if hyperedges have weights.
  public var description: String {
    "\(nodeCount.counted("node")), \(hyperedgeCount.counted("hyperedge"))\(weights == nil ? "" : ", weighted")"
  }
}
