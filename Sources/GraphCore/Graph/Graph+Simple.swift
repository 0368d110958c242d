// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Graph {
  /// Creates the unweighted graph without parallel edges of edges given in any order, once or several
  /// times, and in the undirected case in one or both directions.
  ///
  /// The result is that of `coalesced(.once)`, after `undirected()` unless `isDirected` is true, but the
  /// edges are sorted block by block within the cache. Traps if an end of an edge is outside
  /// 0..<nodeCount.
  package init(simple nodeCount: Int, sources: [Int32], targets: [Int32], isDirected: Bool) {
    let rows = unsafe sources.withUnsafeBufferPointer { sources in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe SortedRows(
          rowCount: nodeCount, columnCount: nodeCount, sources: sources, targets: targets,
          addsReverses: !isDirected)
      }
    }
    self.init(
      incoming: CSRPattern(
        rowCount: nodeCount, columnCount: nodeCount, rowOffsets: rows.offsets, columnIndices: rows.columns),
      edgeNumbers: nil, weights: nil, isDirected: isDirected)
  }
}
