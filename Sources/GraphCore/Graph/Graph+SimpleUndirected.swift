internal import TensorCore

extension Graph {
  /// The undirected graph of these edges without weights, given in any order, in one direction or both, once or more
  /// often: what `undirected().coalesced(.once)` makes of them, in a third of the memory. Ends outside 0..<nodeCount stop
  /// the program.
  package init(simpleUndirected nodeCount: Int, sources: [Int32], targets: [Int32]) {
    guard sources.count == targets.count else {
      fatalError("Graph: \(sources.count) sources, \(targets.count) targets")
    }
    var offsets = [Int](repeating: 0, count: nodeCount + 1)
    for (source, target) in zip(sources, targets) {
      guard source >= 0 && source < nodeCount && target >= 0 && target < nodeCount else {
        fatalError("Graph: an edge from \(source) to \(target) in a graph of \(nodeCount) nodes")
      }
      offsets[Int(source) + 1] += 1
      if source != target { offsets[Int(target) + 1] += 1 }
    }
    for node in 0..<nodeCount { offsets[node + 1] += offsets[node] }
    // Rows in any order first. The transpose of a symmetric pattern is the pattern, and transposing sorts.
    let unsorted = Self.scattered(offsets) { (put: (Int32, Int32) -> Void) in
      for (source, target) in zip(sources, targets) {
        put(source, target)
        if source != target { put(target, source) }
      }
    }
    let sorted = Self.scattered(offsets) { (put: (Int32, Int32) -> Void) in
      for row in 0..<nodeCount {
        for entry in offsets[row]..<offsets[row + 1] { unsafe put(unsorted.pointer[entry], Int32(row)) }
      }
    }
    let isNew = { (row: Int, entry: Int) in
      unsafe entry == offsets[row] || sorted.pointer[entry] != sorted.pointer[entry - 1]
    }
    var starts = [Int](repeating: 0, count: nodeCount + 1)
    for row in 0..<nodeCount {
      starts[row + 1] = starts[row] + (offsets[row]..<offsets[row + 1]).count { isNew(row, $0) }
    }
    let columns = unsafe SharedBuffer<Int32>(count: starts[nodeCount]) { target in
      for row in 0..<nodeCount {
        var place = starts[row]
        for entry in offsets[row]..<offsets[row + 1] where isNew(row, entry) {
          unsafe target[place] = unsafe sorted.pointer[entry]
          place += 1
        }
      }
    }
    self.init(
      incoming: CSRPattern(
        rowCount: nodeCount, columnCount: nodeCount, rowOffsets: SharedBuffer(starts), columnIndices: columns),
      edgeNumbers: nil, weights: nil, isDirected: false)
  }

  /// The columns of a pattern whose rows begin at `offsets`, each put at the next free place of its row.
  private static func scattered(_ offsets: [Int], _ fill: ((Int32, Int32) -> Void) -> Void) -> SharedBuffer<
    Int32
  > {
    var next = Array(offsets.dropLast())
    return unsafe SharedBuffer<Int32>(count: offsets.last ?? 0) { target in
      unsafe next.withUnsafeMutableBufferPointer { next in
        fill { row, column in
          unsafe target[next[Int(row)]] = column
          unsafe next[Int(row)] += 1
        }
      }
    }
  }
}
