internal import CGraphKernels
internal import TensorCore

extension Graph {
  /// The undirected graph of these edges without weights, given in any order, in one direction or both, once or more
  /// often: what `undirected().coalesced(.once)` makes of them, but sorted block by block within the cache. Ends outside
  /// 0..<nodeCount stop the program.
  package init(simpleUndirected nodeCount: Int, sources: [Int32], targets: [Int32]) {
    guard sources.count == targets.count else {
      fatalError("Graph: \(sources.count) sources, \(targets.count) targets")
    }
    let count = Int64(sources.count)
    let nodes = Int32(nodeCount)
    let entries = PooledMemory(byteCount: 2 * sources.count * MemoryLayout<UInt64>.stride)
    let places = unsafe entries.pointer.bindMemory(to: UInt64.self, capacity: 2 * sources.count)
    var starts = [Int64](repeating: 0, count: Int(gnk_pattern_blocks(count, nodes)) + 2)
    let largest = unsafe gnk_pattern_partition(sources, targets, count, nodes, &starts, places)
    guard largest >= 0 else {
      let edge = Int(-1 - largest)
      fatalError(
        "Graph: an edge from \(sources[edge]) to \(targets[edge]) in a graph of \(nodeCount) nodes")
    }
    let scratch = PooledMemory(byteCount: Int(largest) * MemoryLayout<UInt64>.stride)
    var entryCount = 0
    let offsets = unsafe SharedBuffer<Int>(count: nodeCount + 1) { offsets in
      guard let base = offsets.baseAddress else { return }
      unsafe base.withMemoryRebound(to: Int64.self, capacity: nodeCount + 1) { offsets in
        entryCount = unsafe Int(
          gnk_pattern_sort(
            count, nodes, starts, places,
            scratch.pointer.bindMemory(to: UInt64.self, capacity: Int(largest)), offsets))
      }
    }
    let columns = unsafe SharedBuffer<Int32>(count: entryCount) { target in
      guard let base = target.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(base).copyMemory(
        from: entries.pointer, byteCount: entryCount * MemoryLayout<Int32>.stride)
    }
    withExtendedLifetime((entries, scratch)) {}
    self.init(
      incoming: CSRPattern(
        rowCount: nodeCount, columnCount: nodeCount, rowOffsets: offsets, columnIndices: columns),
      edgeNumbers: nil, weights: nil, isDirected: false)
  }
}
