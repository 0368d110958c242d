// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
internal import TensorCore

extension Graph {
  /// Creates the undirected, unweighted graph of edges given in any order, in one or both directions,
  /// once or several times.
  ///
  /// The result is that of `undirected().coalesced(.once)`, but the edges are sorted block by block
  /// within the cache. Traps if an end of an edge is outside 0..<nodeCount.
  package init(simpleUndirected nodeCount: Int, sources: [Int32], targets: [Int32]) {
    guard sources.count == targets.count else {
      fatalError("Graph: \(sources.count) sources, \(targets.count) targets")
    }
    let count = Int64(sources.count)
    let nodes = Int32(nodeCount)
    let entrySize = Int(gnk_pattern_entry_size(count, nodes))
    var starts = [Int64](repeating: 0, count: Int(gnk_pattern_blocks(count, nodes)) + 2)
    var offsets: SharedBuffer<Int>?
    let columns = unsafe SharedBuffer<Int32>(
      capacity: 2 * sources.count * entrySize / MemoryLayout<Int32>.stride
    ) { entries in
      guard let entries = entries.baseAddress else { return 0 }
      let largest = unsafe gnk_pattern_partition(sources, targets, count, nodes, &starts, entries)
      guard largest >= 0 else {
        let edge = Int(-1 - largest)
        fatalError(
          "Graph: an edge from \(sources[edge]) to \(targets[edge]) in a graph of \(nodeCount) nodes")
      }
      let scratch = PooledMemory(byteCount: Int(largest) * entrySize)
      var entryCount = 0
      offsets = unsafe SharedBuffer<Int>(count: nodeCount + 1) { offsets in
        guard let base = offsets.baseAddress else { return }
        unsafe base.withMemoryRebound(to: Int64.self, capacity: nodeCount + 1) { offsets in
          entryCount = unsafe Int(
            gnk_pattern_sort(count, nodes, starts, entries, scratch.pointer, offsets))
        }
      }
      withExtendedLifetime(scratch) {}
      return entryCount
    }
    self.init(
      incoming: CSRPattern(
        rowCount: nodeCount, columnCount: nodeCount,
        rowOffsets: offsets ?? SharedBuffer(repeatElement(0, count: nodeCount + 1)), columnIndices: columns),
      edgeNumbers: nil, weights: nil, isDirected: false)
  }
}
