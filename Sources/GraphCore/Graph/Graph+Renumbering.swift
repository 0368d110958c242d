// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Graph {
  /// Returns the graph of `nodes`, in which `nodes[i]` is node i. The edges between them keep their order.
  ///
  /// - Parameter number: the new number of each node; negative for nodes that are left out.
  func renumbered(_ nodes: [Int32], _ number: [Int32]) -> Graph {
    let rows = incoming.rowOffsets
    let isWhole = nodes.count == nodeCount
    let oldRow = { (node: Int32) in rows[Int(node)]..<rows[Int(node) + 1] }
    var offsets = [0]
    offsets.reserveCapacity(nodes.count + 1)
    let columns = unsafe incoming.columnIndices.pointer
    for node in nodes {
      let row = oldRow(node)
      let kept = isWhole ? row.count : row.reduce(0) { unsafe $0 + (number[Int(columns[$1])] >= 0 ? 1 : 0) }
      offsets.append(offsets[offsets.count - 1] + kept)
    }
    // Each entry is sorted as its new column and, below it, its old place, so that parallel edges keep their
    // order.
    let keys = unsafe SharedBuffer<Int64>(count: offsets[nodes.count]) { keys in
      unsafe number.withUnsafeBufferPointer { number in
        Parallelism.forEachRange(nodes.count, grain: 1024, nanoseconds: edgeCount * 40) { range in
          for row in range {
            var place = offsets[row]
            for entry in oldRow(nodes[row]) {
              let column = unsafe number[Int(columns[entry])]
              guard column >= 0 else { continue }
              unsafe keys[place] = Int64(column) << 32 | Int64(entry)
              place += 1
            }
            unsafe keys[offsets[row]..<place].sort()
          }
        }
      }
    }
    let newColumns = unsafe SharedBuffer<Int32>(count: keys.count) { columns in
      for index in columns.indices { unsafe columns[index] = unsafe Int32(keys.pointer[index] >> 32) }
    }
    let (numbers, kept) = renumberedEdges(keys)
    return Graph(
      incoming: CSRPattern(
        rowCount: nodes.count, columnCount: nodes.count, rowOffsets: SharedBuffer(offsets),
        columnIndices: newColumns),
      edgeNumbers: numbers,
      weights: weights.map { weights in kept.map { SharedBuffer($0.map { weights[Int($0)] }) } ?? weights },
      isDirected: isDirected)
  }

  /// Returns the new number of the edge of each key, whose lower half is an entry, and the edges that are left,
  /// numbered in the order of their old numbers; nil if all are.
  private func renumberedEdges(_ keys: SharedBuffer<Int64>) -> (
    numbers: SharedBuffer<Int32>, kept: [Int32]?
  ) {
    let stored = storedNumbers
    let oldNumber = { (index: Int) -> Int32 in
      let entry = unsafe Int32(truncatingIfNeeded: keys.pointer[index])
      return stored.map { unsafe $0.pointer[Int(entry)] } ?? entry
    }
    var newNumber: [Int32]?
    var kept: [Int32]?
    if keys.count < edgeCount {
      var isKept = [Bool](repeating: false, count: edgeCount)
      for index in 0..<keys.count { isKept[Int(oldNumber(index))] = true }
      var numbers = [Int32](repeating: -1, count: edgeCount)
      var edges: [Int32] = []
      edges.reserveCapacity(keys.count)
      for edge in isKept.indices where isKept[edge] {
        numbers[edge] = Int32(edges.count)
        edges.append(Int32(edge))
      }
      (newNumber, kept) = (numbers, edges)
    }
    let numbers = unsafe SharedBuffer<Int32>(count: keys.count) { target in
      for index in target.indices {
        let old = oldNumber(index)
        unsafe target[index] = newNumber.map { $0[Int(old)] } ?? old
      }
    }
    return (numbers, kept)
  }
}
