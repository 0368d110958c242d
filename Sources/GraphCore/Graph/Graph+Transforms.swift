// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// The rule for merging parallel edges.
public enum ParallelEdgeRule: Sendable {
  /// The weights are added up; edges without weights count 1 each.
  case sum
  /// The first edge is kept.
  case once
}

extension Graph {
  /// Returns the graph with the reverse of each edge added. A self-loop is not doubled.
  ///
  /// Edge k keeps its number; the reverse edges follow. If the data lists both directions of an edge,
  /// the result has parallel edges: see ``coalesced(_:)``.
  public func undirected() -> Graph {
    if !isDirected { return self }
    var (sources, targets, weights) = edges()
    for edge in 0..<edgeCount where sources[edge] != targets[edge] {
      sources.append(targets[edge])
      targets.append(sources[edge])
      if let weight = weights?[edge] { weights?.append(weight) }
    }
    return Graph(
      nodeCount: nodeCount, sources: sources, targets: targets, weights: weights, isDirected: false)
  }

  /// Returns the graph with parallel edges merged. Edges are renumbered in the order of ``incoming``.
  public func coalesced(_ rule: ParallelEdgeRule) -> Graph {
    var sources = [Int32]()
    var targets = [Int32]()
    var merged = [Double]()
    sources.reserveCapacity(edgeCount)
    targets.reserveCapacity(edgeCount)
    merged.reserveCapacity(edgeCount)
    forEachEntry { target, source, entry in
      if let last = sources.last, Int(last) == source, Int(targets[targets.count - 1]) == target {
        if rule == .sum { merged[merged.count - 1] += weight(ofEntry: entry) }
      } else {
        sources.append(Int32(source))
        targets.append(Int32(target))
        merged.append(weight(ofEntry: entry))
      }
    }
    let weighted = isWeighted || (rule == .sum && merged.contains { $0 != 1 })
    return Graph(
      nodeCount: nodeCount, sources: sources, targets: targets, weights: weighted ? merged : nil,
      isDirected: isDirected)
  }

  /// Returns the graph with a self-loop of `weight` added to each node that has none.
  public func addingSelfLoops(weight: Double = 1) -> Graph {
    var (sources, targets, weights) = edges()
    var hasLoop = [Bool](repeating: false, count: nodeCount)
    for edge in sources.indices where sources[edge] == targets[edge] { hasLoop[Int(sources[edge])] = true }
    if weights == nil && weight != 1 { weights = [Double](repeating: 1, count: edgeCount) }
    for node in 0..<nodeCount where !hasLoop[node] {
      sources.append(Int32(node))
      targets.append(Int32(node))
      weights?.append(weight)
    }
    return Graph(
      nodeCount: nodeCount, sources: sources, targets: targets, weights: weights, isDirected: isDirected)
  }

  /// Returns the graph without self-loops.
  public func removingSelfLoops() -> Graph { filtered { $0 != $1 } }

  /// Returns the graph of the nodes `nodes`, numbered in that order, and the edges between them, which
  /// keep their order. Traps if a node is duplicate or outside 0..<nodeCount.
  public func inducedSubgraph(_ nodes: [Int32]) -> Graph {
    var number = [Int32](repeating: -1, count: nodeCount)
    for (new, node) in nodes.enumerated() {
      guard node >= 0 && node < nodeCount && number[Int(node)] < 0 else {
        fatalError("inducedSubgraph: node \(node) is duplicate or outside 0..<\(nodeCount)")
      }
      number[Int(node)] = Int32(new)
    }
    if zip(nodes, nodes.dropFirst()).allSatisfy(<) { return ascendingSubgraph(nodes, number) }
    return renumbered(nodes, number)
  }

  /// Returns the subgraph of ascending nodes. Its rows are already sorted, so they only need to be
  /// copied.
  private func ascendingSubgraph(_ nodes: [Int32], _ number: [Int32]) -> Graph {
    let columns = unsafe incoming.columnIndices.pointer
    let rows = unsafe incoming.rowOffsets.pointer
    let isKept = { (entry: Int) in unsafe number[Int(columns[entry])] >= 0 }
    let keptEntries = { (node: Int32) in
      (unsafe rows[Int(node)]..<rows[Int(node) + 1]).lazy.filter(isKept)
    }
    var offsets = [0]
    offsets.reserveCapacity(nodes.count + 1)
    for node in nodes { offsets.append(offsets[offsets.count - 1] + keptEntries(node).count) }
    /// Returns the values of the kept entries, in order.
    func collect(_ value: (Int) -> Int32) -> SharedBuffer<Int32> {
      unsafe SharedBuffer<Int32>(count: offsets[nodes.count]) { target in
        var place = 0
        for node in nodes {
          for entry in keptEntries(node) {
            unsafe target[place] = value(entry)
            place += 1
          }
        }
      }
    }
    let pattern = CSRPattern(
      rowCount: nodes.count, columnCount: nodes.count, rowOffsets: SharedBuffer(offsets),
      columnIndices: collect { unsafe number[Int(columns[$0])] })
    // Edges without weights that are numbered in the order of their entries keep that numbering.
    if storedNumbers == nil && weights == nil {
      return Graph(incoming: pattern, edgeNumbers: nil, weights: nil, isDirected: isDirected)
    }
    let numbers = edgeNumbers
    let edges = unsafe numbers.pointer
    // The remaining edges are numbered in the order of their old numbers.
    var newNumber = [Int32](repeating: -1, count: edgeCount)
    for node in nodes { for entry in keptEntries(node) { newNumber[unsafe Int(edges[entry])] = 0 } }
    let kept = newNumber.indices.filter { newNumber[$0] == 0 }
    for (new, edge) in kept.enumerated() { newNumber[edge] = Int32(new) }
    return Graph(
      incoming: pattern, edgeNumbers: collect { newNumber[unsafe Int(edges[$0])] },
      weights: weights.map { weights in SharedBuffer(kept.map { weights[$0] }) }, isDirected: isDirected)
  }

  package func filtered(_ isKept: (_ source: Int32, _ target: Int32) -> Bool) -> Graph {
    let (sources, targets, weights) = edges()
    let kept = sources.indices.filter { isKept(sources[$0], targets[$0]) }
    return Graph(
      nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
      weights: weights.map { weights in kept.map { weights[$0] } }, isDirected: isDirected)
  }
}
