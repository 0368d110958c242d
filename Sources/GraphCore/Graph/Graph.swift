// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// A directed multigraph in compressed sparse row form, immutable and shared.
///
/// Nodes are numbered 0..<nodeCount. Rows are receiving nodes and columns are source nodes: an edge
/// source -> target is entry (target, source) of ``incoming``. Parallel edges and self-loops are kept.
/// Each edge has a number, which identifies its weight (and its type or features, which are stored
/// elsewhere) in both directions. An undirected graph contains both directions of each edge.
public struct Graph: Sendable {
  /// The sources of the edges into each target.
  public let incoming: CSRPattern
  /// The number of the edge at each entry of ``incoming``.
  public var edgeNumbers: SharedBuffer<Int32> {
    if let storedNumbers { return storedNumbers }
    return unsafe SharedBuffer<Int32>(count: edgeCount) { target in
      for entry in target.indices { unsafe target[entry] = Int32(entry) }
    }
  }
  /// The edge numbers, or nil if edges are numbered in the order of ``incoming``, as in coalesced
  /// graphs.
  let storedNumbers: SharedBuffer<Int32>?
  /// The weight of each edge by its number, or nil if all weights are 1.
  public let weights: SharedBuffer<Double>?
  /// Whether the direction of edges is meaningful. An undirected graph contains the reverse of each of
  /// its edges.
  public let isDirected: Bool

  /// Creates a directed graph from edges that have been checked: edge k leads from `sources[k]` to
  /// `targets[k]`, in any order.
  ///
  /// Takes time proportional to the number of nodes and edges. Traps if an end is outside 0..<nodeCount.
  package init(nodeCount: Int, sources: [Int32], targets: [Int32], weights: [Double]? = nil) {
    self.init(nodeCount: nodeCount, sources: sources, targets: targets, weights: weights, isDirected: true)
  }

  package init(nodeCount: Int, sources: [Int32], targets: [Int32], weights: [Double]?, isDirected: Bool) {
    guard sources.count == targets.count && weights.map({ $0.count == sources.count }) ?? true else {
      fatalError("Graph: \(sources.count) sources, \(targets.count) targets, \(weights?.count ?? 0) weights")
    }
    guard nodeCount >= 0 else { fatalError("Graph: \(nodeCount) nodes") }
    let sorted = SortedEntries(rowCount: nodeCount, columnCount: nodeCount, rows: targets, columns: sources)
    let columns = unsafe SharedBuffer<Int32>(count: sources.count) { columns in
      for (entry, edge) in sorted.order.enumerated() { unsafe columns[entry] = sources[Int(edge)] }
    }
    incoming = CSRPattern(
      rowCount: nodeCount, columnCount: nodeCount, rowOffsets: sorted.offsets, columnIndices: columns)
    let isOrdered = sorted.order.enumerated().allSatisfy { $0 == Int($1) }
    storedNumbers = isOrdered ? nil : sorted.order
    self.weights = weights.map { SharedBuffer($0) }
    self.isDirected = isDirected
  }

  /// Creates a graph from parts that are already sorted.
  package init(
    incoming: CSRPattern, edgeNumbers: SharedBuffer<Int32>?, weights: SharedBuffer<Double>?, isDirected: Bool
  ) {
    self.incoming = incoming
    storedNumbers = edgeNumbers
    self.weights = weights
    self.isDirected = isDirected
  }

  /// The number of nodes.
  public var nodeCount: Int { incoming.rowCount }
  /// The number of directed edges. An undirected edge counts as two, a self-loop as one.
  public var edgeCount: Int { incoming.entryCount }
  /// The targets of the edges from each source. Computed once.
  public var outgoing: CSRPattern { incoming.transposed }
  /// Whether edges have weights.
  public var isWeighted: Bool { weights != nil }

  /// Returns the weight of the edge at an entry of ``incoming``.
  public func weight(ofEntry entry: Int) -> Double { weights.map { $0[edgeNumber(ofEntry: entry)] } ?? 1 }

  /// Returns the number of the edge at an entry of ``incoming``.
  func edgeNumber(ofEntry entry: Int) -> Int { storedNumbers.map { Int($0[entry]) } ?? entry }

  /// Returns the sources, targets and weights of all edges, ordered by edge number.
  public func edges() -> (sources: [Int32], targets: [Int32], weights: [Double]?) {
    var sources = [Int32](repeating: 0, count: edgeCount)
    var targets = sources
    for target in 0..<nodeCount {
      for entry in incoming.rowOffsets[target]..<incoming.rowOffsets[target + 1] {
        let edge = edgeNumber(ofEntry: entry)
        sources[edge] = incoming.columnIndices[entry]
        targets[edge] = Int32(target)
      }
    }
    return (sources, targets, weights.map(Array.init))
  }

  /// The number of self-loops.
  public var selfLoopCount: Int {
    var count = 0
    forEachEntry { target, source, _ in if target == source { count += 1 } }
    return count
  }

  /// The number of pairs of different nodes that are joined by an edge in either direction.
  public var undirectedPairCount: Int {
    let simple = isDirected ? undirected().coalesced(.once) : self
    var count = 0
    var previous = (-1, -1)
    simple.forEachEntry { target, source, _ in
      if source < target && (target, source) != previous { count += 1 }
      previous = (target, source)
    }
    return count
  }

  /// Calls `body` for each edge in the order of ``incoming``.
  package func forEachEntry(_ body: (_ target: Int, _ source: Int, _ entry: Int) -> Void) {
    unsafe incoming.rowOffsets.withUnsafeBufferPointer { offsets in
      unsafe incoming.columnIndices.withUnsafeBufferPointer { columns in
        for target in 0..<nodeCount {
          for entry in unsafe offsets[target]..<offsets[target + 1] {
            unsafe body(target, Int(columns[entry]), entry)
          }
        }
      }
    }
  }
}

extension Graph: CustomStringConvertible {
  /// The sizes, such as `60 nodes, 160 edges, undirected`, followed by `, weighted` if edges have
  /// weights. Both directions of an undirected edge count once.
  public var description: String {
    "\(nodeCount.counted("node")), \(distinctEdgeCount.counted("edge")), \(isDirected ? "directed" : "undirected")\(isWeighted ? ", weighted" : "")"
  }

  /// The number of edges, counting both directions of an undirected edge once.
  package var distinctEdgeCount: Int {
    guard !isDirected else { return edgeCount }
    return (edgeCount - selfLoopCount) / 2 + selfLoopCount
  }
}
