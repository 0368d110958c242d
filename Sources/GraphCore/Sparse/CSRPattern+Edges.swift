// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
internal import TensorCore

/// The sorted rows of a pattern that is computed from unsorted edges: row `target` has the distinct
/// sources of the edges to it, in ascending order.
package struct SortedRows {
  /// The position of the first entry of each row, and the number of entries.
  package let offsets: SharedBuffer<Int>
  /// The source of each entry.
  package let columns: SharedBuffer<Int32>

  /// Sorts edges, block by block within the cache. Duplicate edges count once. Traps if an end of an edge
  /// is out of range.
  ///
  /// - Parameters:
  ///   - rowCount: The number of targets.
  ///   - columnCount: The number of sources.
  ///   - addsReverses: Whether the reverse of each edge is added. This requires as many rows as columns.
  package init(
    rowCount: Int, columnCount: Int, sources: UnsafeBufferPointer<Int32>,
    targets: UnsafeBufferPointer<Int32>, addsReverses: Bool
  ) {
    guard sources.count == targets.count && (!addsReverses || rowCount == columnCount) else {
      fatalError(
        "SortedRows: \(sources.count) sources, \(targets.count) targets, [\(rowCount), \(columnCount)]")
    }
    let size = gnk_pattern_t(
      edges: Int64(sources.count), rows: Int32(rowCount), columns: Int32(columnCount),
      is_undirected: addsReverses ? 1 : 0)
    let entrySize = Int(gnk_pattern_entry_size(size))
    var starts = [Int64](repeating: 0, count: Int(gnk_pattern_blocks(size)) + 2)
    var offsets: SharedBuffer<Int>?
    let most = (addsReverses ? 2 : 1) * sources.count
    columns = unsafe SharedBuffer<Int32>(capacity: most * entrySize / MemoryLayout<Int32>.stride) { entries in
      guard let entries = entries.baseAddress, let first = sources.baseAddress,
        let second = targets.baseAddress
      else { return 0 }
      let largest = unsafe gnk_pattern_partition(size, first, second, &starts, entries)
      guard largest >= 0 else {
        let edge = Int(-1 - largest)
        unsafe fatalError(
          "an edge from \(sources[edge]) to \(targets[edge]) in a graph of \(columnCount) nodes")
      }
      let scratch = MemoryBlock(byteCount: Int(largest) * entrySize)
      var entryCount = 0
      offsets = unsafe SharedBuffer<Int>(count: rowCount + 1) { offsets in
        guard let base = offsets.baseAddress else { return }
        unsafe base.withMemoryRebound(to: Int64.self, capacity: rowCount + 1) { offsets in
          entryCount = unsafe Int(gnk_pattern_sort(size, starts, entries, scratch.pointer, offsets))
        }
      }
      withExtendedLifetime(scratch) {}
      return entryCount
    }
    self.offsets = offsets ?? SharedBuffer(repeatElement(0, count: rowCount + 1))
  }
}
