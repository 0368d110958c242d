// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// Edges with weights, sorted by rows and columns, with the weights of repeated edges added in the order of the table.
///
/// Each edge is an entry of the row of its target. In an undirected graph it is also an entry of the row of its source,
/// which keeps apart that it leads away from there. Edges of weight 0 are left out.
struct WeightedRows {
  /// The position of the first entry of each row, and the number of entries.
  let offsets: [Int]
  /// The column of each entry.
  let columns: SharedBuffer<Int32>
  /// The weight of the edges from the column to the row; NaN if there are none.
  private let forth: SharedBuffer<Double>
  /// The weight of the edges from the row to the column; NaN if there are none.
  private let back: SharedBuffer<Double>

  /// Sorts edges.
  ///
  /// - Parameters:
  ///   - rowCount: The number of targets.
  ///   - sources: The sources, or ``reversed(_:)`` for entries that lead away from their row.
  ///   - weights: The weights, which are finite.
  ///   - addsReverses: Whether edges are also entries of the rows of their sources.
  init(rowCount: Int, sources: [Int32], targets: [Int32], weights: [Double], addsReverses: Bool) {
    var starts = [Int](repeating: 0, count: rowCount + 1)
    for edge in weights.indices where weights[edge] != 0 {
      starts[Int(targets[edge]) + 1] += 1
      if addsReverses && sources[edge] != targets[edge] { starts[Int(sources[edge]) + 1] += 1 }
    }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    // The upper half of a key is a column, the middle the edge, and the last bit tells whether it leads away.
    var next = starts
    let keys = unsafe SharedBuffer<UInt64>(count: starts[rowCount]) { keys in
      unsafe next.withUnsafeMutableBufferPointer { next in
        for edge in weights.indices where weights[edge] != 0 {
          let (source, target) = (sources[edge], targets[edge])
          let isReverse = source < 0
          let (row, column) = (Int(target), UInt64(isReverse ? ~source : source))
          unsafe keys[next[row]] = column << 32 | UInt64(edge) << 1 | (isReverse ? 1 : 0)
          unsafe next[row] += 1
          guard addsReverses && source != target else { continue }
          unsafe keys[next[Int(source)]] = UInt64(target) << 32 | UInt64(edge) << 1 | 1
          unsafe next[Int(source)] += 1
        }
      }
      Self.forEachRow(starts) { row in
        unsafe keys[starts[row]..<starts[row + 1]].sort()
      }
    }
    next = []
    // The end of each row, counted from its first key, of entries without repetition.
    var offsets = [Int](repeating: 0, count: rowCount + 1)
    let key = unsafe keys.pointer
    unsafe offsets.withUnsafeMutableBufferPointer { counts in
      Self.forEachRow(starts) { row in
        var count = 0
        for place in starts[row]..<starts[row + 1]
        where unsafe place == starts[row] || key[place] >> 32 != key[place - 1] >> 32 { count += 1 }
        unsafe counts[row + 1] = count
      }
    }
    for row in 0..<rowCount { offsets[row + 1] += offsets[row] }
    let (entryCount, rowOffsets) = (offsets[rowCount], offsets)
    var (forth, back): (SharedBuffer<Double>?, SharedBuffer<Double>?)
    columns = unsafe SharedBuffer<Int32>(count: entryCount) { columns in
      forth = unsafe SharedBuffer<Double>(count: entryCount) { forth in
        back = unsafe SharedBuffer<Double>(count: entryCount) { back in
          Self.forEachRow(starts) { row in
            var entry = rowOffsets[row] - 1
            for place in starts[row]..<starts[row + 1] {
              let current = unsafe key[place]
              let column = Int32(truncatingIfNeeded: current >> 32)
              if unsafe place == starts[row] || columns[entry] != column {
                entry += 1
                unsafe columns[entry] = column
                unsafe forth[entry] = .nan
                unsafe back[entry] = .nan
              }
              let weight = weights[Int(current >> 1 & 0x7fff_ffff)]
              let side = unsafe current & 1 == 0 ? forth : back
              unsafe side[entry] = unsafe side[entry].isNaN ? weight : side[entry] + weight
            }
          }
        }
      }
    }
    self.offsets = offsets
    self.forth = forth ?? SharedBuffer([])
    self.back = back ?? SharedBuffer([])
  }

  /// Returns how ``init(rowCount:sources:targets:weights:addsReverses:)`` expects an end to which an edge leads.
  static func reversed(_ node: Int32) -> Int32 { ~node }

  /// Returns the sum of the weights of both directions, of which one may be missing.
  static func sum(_ forth: Double, _ back: Double) -> Double {
    forth.isNaN ? back : back.isNaN ? forth : forth + back
  }

  /// Returns the mean of the weights of both directions, of which one may be missing.
  ///
  /// - Parameter isLower: whether the column of the entry is at most its row. Both entries of a pair of nodes compute
  ///   the mean from the smaller node, so that they are equal bit for bit.
  static func mean(_ forth: Double, _ back: Double, isLower: Bool) -> Double {
    let (first, second) = isLower ? (forth, back) : (back, forth)
    return first.isNaN ? second : second.isNaN || first == second ? first : first + (second - first) / 2
  }

  /// The number of different edges, each with its direction.
  var edgeCount: Int { unsafe forth.withUnsafeBufferPointer { unsafe $0.count { !$0.isNaN } } }

  /// Calls `body` for each entry in order with the weights to its row and back, of which one may be NaN.
  func forEachEntry<Failure: Error>(
    _ body: (_ row: Int, _ column: Int32, _ forth: Double, _ back: Double) throws(Failure) -> Void
  ) throws(Failure) {
    let (columns, forth, back) = unsafe (columns.pointer, forth.pointer, back.pointer)
    for row in 0..<offsets.count - 1 {
      for entry in offsets[row]..<offsets[row + 1] {
        try unsafe body(row, columns[entry], forth[entry], back[entry])
      }
    }
  }

  private static func forEachRow(_ starts: [Int], _ body: (Int) -> Void) {
    let count = starts.count - 1
    Parallelism.forEachRange(count, grain: 1024, nanoseconds: starts[count] * 40) { rows in
      for row in rows { body(row) }
    }
  }
}
