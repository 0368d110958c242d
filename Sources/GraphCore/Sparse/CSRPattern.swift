// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
internal import Synchronization
public import TensorCore

/// The positions of the entries of a sparse matrix in compressed sparse row form.
///
/// Row r has its entries in the columns `columnIndices[rowOffsets[r]..<rowOffsets[r + 1]]`, in ascending
/// order. A column may occur several times. Patterns are immutable and shared; the transpose is computed
/// once, when it is first needed.
public final class CSRPattern: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The position of the first entry of each row: `rowCount + 1` numbers from 0 to the number of
  /// entries.
  public let rowOffsets: SharedBuffer<Int>
  /// The column of each entry.
  public let columnIndices: SharedBuffer<Int32>
  /// The boundaries of groups of rows with about equally many entries. They depend only on the pattern.
  package let pieces: [Int]
  private let transposition = Mutex<Transposition?>(nil)

  /// A transposed pattern, with the number of each of its entries in the original pattern.
  package struct Transposition: Sendable {
    package let pattern: CSRPattern
    package let entries: SharedBuffer<Int32>
  }

  /// Creates a pattern. Traps if offsets do not ascend, or if columns are out of range or not sorted.
  public convenience init(
    rowCount: Int, columnCount: Int, rowOffsets: SharedBuffer<Int>, columnIndices: SharedBuffer<Int32>
  ) {
    if let failure = Self.failure(rowCount, columnCount, rowOffsets, columnIndices) {
      fatalError("CSRPattern: [\(rowCount), \(columnCount)]: \(failure)")
    }
    self.init(
      checkedRows: rowCount, columnCount: columnCount, rowOffsets: rowOffsets, columnIndices: columnIndices)
  }

  /// Creates a pattern from arrays for which ``failure(_:_:_:_:)`` returned nil.
  package init(
    checkedRows rowCount: Int, columnCount: Int, rowOffsets: SharedBuffer<Int>,
    columnIndices: SharedBuffer<Int32>
  ) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.rowOffsets = rowOffsets
    self.columnIndices = columnIndices
    pieces = Self.balancedPieces(rowOffsets, rowCount)
  }

  /// The number of entries.
  public var entryCount: Int { columnIndices.count }

  /// Returns a description of what makes these arrays an invalid pattern, or nil if they are valid.
  package static func failure(
    _ rowCount: Int, _ columnCount: Int, _ rowOffsets: SharedBuffer<Int>, _ columnIndices: SharedBuffer<Int32>
  ) -> String? {
    guard rowCount >= 0 && columnCount >= 0 && columnCount <= Int(Int32.max) else {
      return "the size is out of range"
    }
    guard rowOffsets.count == rowCount + 1 else { return "\(rowOffsets.count) offsets for \(rowCount) rows" }
    guard columnIndices.count <= Int(Int32.max) else { return "more than 2^31 entries" }
    guard rowOffsets.first == 0 && rowOffsets.last == columnIndices.count else {
      return "offsets do not run from 0 to \(columnIndices.count)"
    }
    return unsafe rowOffsets.withUnsafeBufferPointer { offsets in
      unsafe columnIndices.withUnsafeBufferPointer { columns in
        for row in 0..<rowCount {
          let (start, end) = unsafe (offsets[row], offsets[row + 1])
          guard start <= end && end <= columns.count else { return "offsets do not ascend at row \(row)" }
          var previous: Int32 = 0
          for entry in start..<end {
            let column = unsafe columns[entry]
            guard column >= previous && column < columnCount else {
              return "column \(column) in row \(row) is out of range or not in order"
            }
            previous = column
          }
        }
        return nil
      }
    }
  }

  private static func balancedPieces(_ rowOffsets: SharedBuffer<Int>, _ rowCount: Int) -> [Int] {
    let target = 8192
    var cuts = [0]
    unsafe rowOffsets.withUnsafeBufferPointer { offsets in
      var next = target
      for row in 0..<rowCount where unsafe offsets[row + 1] + row + 1 >= next {
        cuts.append(row + 1)
        next = unsafe offsets[row + 1] + row + 1 + target
      }
    }
    if cuts.last != rowCount { cuts.append(rowCount) }
    return cuts
  }

  /// Calls `body` with ranges of rows that take about equal work, on several threads if that is faster.
  package func forEachPiece(nanosecondsPerEntry: Int, _ body: (Range<Int>) -> Void) {
    let work = (entryCount + rowCount) * nanosecondsPerEntry
    Parallelism.forEachPiece(pieces.count - 1, nanoseconds: work) { piece in
      body(pieces[piece]..<pieces[piece + 1])
    }
  }

  /// The transposed pattern. Computed once.
  public var transposed: CSRPattern { transposedWithEntries.pattern }

  /// The transposed pattern and the original numbers of its entries.
  package var transposedWithEntries: Transposition {
    transposition.withLock { cached in
      if let cached { return cached }
      let made = makeTransposition()
      cached = made
      return made
    }
  }

  private func makeTransposition() -> Transposition {
    let rows = unsafe SharedBuffer<Int32>(count: entryCount) { rows in
      unsafe rowOffsets.withUnsafeBufferPointer { offsets in
        for row in 0..<rowCount {
          for entry in unsafe offsets[row]..<offsets[row + 1] { unsafe rows[entry] = Int32(row) }
        }
      }
    }
    // The entries are already in row order, so one stable pass by column sorts both.
    let (offsets, order) = CountingSort.order(columnIndices, keyCount: columnCount, of: nil)
    let columns = unsafe SharedBuffer<Int32>(count: entryCount) { target in
      for entry in 0..<entryCount {
        unsafe target[entry] = unsafe rows.pointer[Int(order.pointer[entry])]
      }
    }
    let pattern = CSRPattern(
      rowCount: columnCount, columnCount: rowCount, rowOffsets: offsets, columnIndices: columns)
    return Transposition(pattern: pattern, entries: order)
  }

  /// The offsets in the type that the C kernels expect.
  package var offsetsPointer: UnsafePointer<Int64> {
    unsafe UnsafeRawPointer(rowOffsets.pointer).assumingMemoryBound(to: Int64.self)
  }
}

/// Stable sorting by a small integer key, in time proportional to the number of elements.
package enum CountingSort {
  /// Returns the order that sorts the elements of `previous` (or 0, 1, 2, ...) by `keys[element]`, and
  /// the position in it at which each key begins.
  package static func order(
    _ keys: SharedBuffer<Int32>, keyCount: Int, of previous: SharedBuffer<Int32>?
  ) -> (offsets: SharedBuffer<Int>, order: SharedBuffer<Int32>) {
    let count = keys.count
    let offsets = unsafe SharedBuffer<Int>(count: keyCount + 1) { offsets in
      unsafe offsets.initialize(repeating: 0)
      for element in 0..<count { unsafe offsets[Int(keys.pointer[element]) + 1] += 1 }
      for key in 0..<keyCount { unsafe offsets[key + 1] += unsafe offsets[key] }
    }
    var next = Array(offsets.dropLast())
    // Each piece writes one range of keys and reads all elements: reading in order is cheap, scattered
    // writing is not.
    let pieceCount = count > 1 << 20 ? 4 : 1
    let order = unsafe SharedBuffer<Int32>(count: count) { order in
      unsafe next.withUnsafeMutableBufferPointer { next in
        Parallelism.forEachPiece(pieceCount, nanoseconds: count * 4) { piece in
          let low = Int32(keyCount * piece / pieceCount)
          let high = Int32(keyCount * (piece + 1) / pieceCount)
          for position in 0..<count {
            let element = previous.map { unsafe Int($0.pointer[position]) } ?? position
            let key = unsafe keys.pointer[element]
            guard key >= low && key < high else { continue }
            unsafe order[next[Int(key)]] = Int32(element)
            unsafe next[Int(key)] += 1
          }
        }
      }
    }
    return (offsets, order)
  }
}
