// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Hypergraph {
  /// Returns the clique expansion: the undirected graph in which the weight between two nodes is the
  /// total weight of the hyperedges that contain both (their number if hyperedges have no weights).
  ///
  /// Its size grows with the squares of the hyperedge sizes.
  public func cliqueExpansion() -> Graph {
    var offsets = [0]
    offsets.reserveCapacity(nodeCount + 1)
    forEachNeighbourhood { _, neighbours, _ in offsets.append(offsets[offsets.count - 1] + neighbours.count) }
    var weights = [Double](repeating: 0, count: offsets[nodeCount])
    let columns = unsafe SharedBuffer<Int32>(count: offsets[nodeCount]) { columns in
      var place = 0
      forEachNeighbourhood { _, neighbours, shared in
        if !zip(neighbours, neighbours.dropFirst()).allSatisfy(<) { neighbours.sort() }
        for neighbour in neighbours {
          unsafe columns[place] = neighbour
          weights[place] = shared[Int(neighbour)]
          place += 1
        }
      }
    }
    return Graph(
      incoming: CSRPattern(
        rowCount: nodeCount, columnCount: nodeCount, rowOffsets: SharedBuffer(offsets), columnIndices: columns
      ),
      edgeNumbers: nil, weights: SharedBuffer(weights), isDirected: false)
  }

  /// Returns the number of neighbours of each node in the clique expansion, without forming the
  /// expansion.
  package func neighbourCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: nodeCount)
    forEachSoleMember { node, hyperedge in
      counts[node] = members.rowOffsets[hyperedge + 1] - members.rowOffsets[hyperedge] - 1
    }
    forEachNeighbourhood(ofSoleMembers: false) { node, neighbours, _ in counts[node] = neighbours.count }
    return counts
  }

  /// Returns the share of the edges of the clique expansion whose ends have the same label, without
  /// forming the expansion. Only edges between nodes that both have a label count; NaN if there are
  /// none.
  package func expansionHomophily(labels: [Int32]) -> Double {
    var (same, counted) = (0, 0)
    // The labels of the nodes of a hyperedge, counted once for all nodes that belong to no other
    // hyperedge.
    var tallies: [Int: (labelled: Int, ofLabel: [Int32: Int])] = [:]
    forEachSoleMember { node, hyperedge in
      guard labels[node] >= 0 else { return }
      let tally = tallies[hyperedge] ?? tally(labels, in: hyperedge)
      tallies[hyperedge] = tally
      counted += tally.labelled - 1
      same += (tally.ofLabel[labels[node]] ?? 0) - 1
    }
    forEachNeighbourhood(ofSoleMembers: false) { node, neighbours, _ in
      guard labels[node] >= 0 else { return }
      for neighbour in neighbours where labels[Int(neighbour)] >= 0 {
        counted += 1
        if labels[node] == labels[Int(neighbour)] { same += 1 }
      }
    }
    return Double(same) / Double(counted)
  }

  private func tally(_ labels: [Int32], in hyperedge: Int) -> (labelled: Int, ofLabel: [Int32: Int]) {
    var counts: [Int32: Int] = [:]
    for entry in members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1] {
      let label = labels[Int(members.columnIndices[entry])]
      if label >= 0 { counts[label, default: 0] += 1 }
    }
    return (counts.values.reduce(0, +), counts)
  }

  /// The number of incidences visited to count the edges of the clique expansion: for each node that is
  /// in several hyperedges, the sizes of those hyperedges.
  package var countingWork: Double {
    var work = 0.0
    let memberships = memberships
    for node in 0..<nodeCount {
      let places = memberships.rowOffsets[node]..<memberships.rowOffsets[node + 1]
      guard places.count > 1 else { continue }
      for place in places {
        let hyperedge = Int(memberships.columnIndices[place])
        work += Double(members.rowOffsets[hyperedge + 1] - members.rowOffsets[hyperedge])
      }
    }
    return work
  }

  /// Calls `body` for each node that belongs to exactly one hyperedge, with that hyperedge.
  private func forEachSoleMember(_ body: (_ node: Int, _ hyperedge: Int) -> Void) {
    let memberships = memberships
    for node in 0..<nodeCount where memberships.rowOffsets[node + 1] - memberships.rowOffsets[node] == 1 {
      body(node, Int(memberships.columnIndices[memberships.rowOffsets[node]]))
    }
  }

  /// Throws `badData` if the clique expansion needs more memory than there is, or has 2^31 entries or
  /// more.
  package func requireExpansion() throws(DataError) {
    // Accounts for offsets, columns and weights, and for what commands derive from them.
    let bytesPerEntry = 24.0
    let limit = min(Double(Int32.max), 0.5 * Double(MemoryLimit.bytes) / bytesPerEntry)
    var entries = pairBound
    // Hyperedges may overlap. If the bound is not far above the limit, the entries are counted exactly.
    if entries > limit && entries <= 8 * limit && countingWork <= 2e10 {
      entries = Double(neighbourCounts().reduce(0, +))
    }
    guard entries > limit else { return }
    let largest = hyperedgeSizes().sorted(by: >).prefix(3).map(String.init).joined(separator: ", ")
    throw DataError(
      .badData,
      "the graph that joins nodes with a common hyperedge would have up to \(Int(entries / 2)) edges; the largest of \(hyperedgeCount) hyperedges have \(largest) nodes",
      hint: "Hypergraph models such as hgnn do not need it; very large hyperedges say little.")
  }

  /// An upper bound of the number of entries of the clique expansion: the sum of size x (size - 1) over
  /// all hyperedges.
  package var pairBound: Double {
    hyperedgeSizes().reduce(0.0) { $0 + Double($1) * Double($1 - 1) }
  }

  /// Calls `body` for each node with the nodes that share a hyperedge with it, in no particular order,
  /// and an array that holds, at the number of each of those nodes, the sum of the weights of the shared
  /// hyperedges.
  ///
  /// Takes time proportional to the squares of the hyperedge sizes and memory proportional to the number
  /// of nodes.
  ///
  /// - Parameter ofSoleMembers: Whether to include nodes that belong to exactly one hyperedge.
  private func forEachNeighbourhood(
    ofSoleMembers: Bool = true, _ body: (_ node: Int, _ neighbours: inout [Int32], _ shared: [Double]) -> Void
  ) {
    let memberships = memberships
    var lastSeen = [Int32](repeating: -1, count: nodeCount)
    var shared = [Double](repeating: 0, count: nodeCount)
    var neighbours = [Int32]()
    for node in 0..<nodeCount {
      let places = memberships.rowOffsets[node]..<memberships.rowOffsets[node + 1]
      guard places.count != 1 || ofSoleMembers else { continue }
      neighbours.removeAll(keepingCapacity: true)
      lastSeen[node] = Int32(node)
      for place in places {
        let hyperedge = Int(memberships.columnIndices[place])
        let weight = weights?[hyperedge] ?? 1
        let nodes = unsafe members.columnIndices.pointer
        for entry in members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1] {
          let other = unsafe nodes[entry]
          if lastSeen[Int(other)] != Int32(node) {
            lastSeen[Int(other)] = Int32(node)
            shared[Int(other)] = weight
            neighbours.append(other)
          } else {
            shared[Int(other)] += weight
          }
        }
      }
      body(node, &neighbours, shared)
    }
  }

  /// Returns the number of connected components and the nodes of the largest; of the first if several
  /// are equally large. Nodes that share a hyperedge are connected. Takes time proportional to the
  /// number of incidences.
  package func components() -> (count: Int, largest: [Int32]) {
    var parents = (0..<Int32(nodeCount)).map { $0 }
    func root(_ node: Int32) -> Int32 {
      var node = node
      while parents[Int(node)] != node {
        parents[Int(node)] = parents[Int(parents[Int(node)])]
        node = parents[Int(node)]
      }
      return node
    }
    for hyperedge in 0..<hyperedgeCount {
      let entries = members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]
      guard let first = entries.first else { continue }
      for entry in entries.dropFirst() {
        let (one, other) = (root(members.columnIndices[first]), root(members.columnIndices[entry]))
        parents[Int(max(one, other))] = min(one, other)
      }
    }
    // The root of a component is its node with the lowest number.
    let roots = (0..<Int32(nodeCount)).map(root)
    var sizes = [Int](repeating: 0, count: nodeCount)
    for root in roots { sizes[Int(root)] += 1 }
    guard let size = sizes.max(), let largest = sizes.firstIndex(of: size) else { return (0, []) }
    return (sizes.count { $0 > 0 }, (0..<Int32(nodeCount)).filter { roots[Int($0)] == Int32(largest) })
  }
}
