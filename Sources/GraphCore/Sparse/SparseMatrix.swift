// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
public import TensorCore

/// A sparse matrix in compressed sparse row form: a pattern and one value per entry.
///
/// Matrices are immutable. The transpose is computed once; a symmetric matrix is its own transpose.
public struct SparseMatrix<Scalar: SparseScalar>: Sendable {
  /// The positions of the entries.
  public let pattern: CSRPattern
  /// The value of each entry, in the pattern's order.
  public let values: SharedBuffer<Scalar>
  /// Whether the matrix is known to equal its transpose.
  public let isSymmetric: Bool
  private let transposedValues: TransposedValues

  private final class TransposedValues: Sendable {
    let cached = Mutex<SharedBuffer<Scalar>?>(nil)
  }

  /// Creates a matrix from a pattern and one value per entry. Traps if the numbers of entries and values
  /// differ.
  /// - Parameters:
  ///   - pattern: The positions of the entries.
  ///   - values: The values of the entries, in the order of the pattern.
  ///   - isSymmetric: Pass true only if the matrix equals its transpose, which then needs no computation
  ///     or memory.
  public init(pattern: CSRPattern, values: SharedBuffer<Scalar>, isSymmetric: Bool = false) {
    guard values.count == pattern.entryCount else {
      fatalError("SparseMatrix: \(values.count) values for \(pattern.entryCount) entries")
    }
    self.pattern = pattern
    self.values = values
    self.isSymmetric = isSymmetric
    transposedValues = TransposedValues()
  }

  /// Creates a matrix from its CSR arrays. Columns must ascend within each row.
  public init(
    rowCount: Int, columnCount: Int, rowOffsets: SharedBuffer<Int>, columnIndices: SharedBuffer<Int32>,
    values: SharedBuffer<Scalar>
  ) {
    self.init(
      pattern: CSRPattern(
        rowCount: rowCount, columnCount: columnCount, rowOffsets: rowOffsets, columnIndices: columnIndices),
      values: values)
  }

  /// Creates a matrix from entries in any order. Entries at the same position are added up.
  public init(rowCount: Int, columnCount: Int, rows: [Int32], columns: [Int32], values: [Scalar]) {
    guard rows.count == columns.count && rows.count == values.count else {
      fatalError("SparseMatrix: \(rows.count) rows, \(columns.count) columns, \(values.count) values")
    }
    let sorted = SortedEntries(rowCount: rowCount, columnCount: columnCount, rows: rows, columns: columns)
    var offsets = [0]
    offsets.reserveCapacity(rowCount + 1)
    var mergedColumns = [Int32]()
    var mergedValues = [Scalar]()
    mergedColumns.reserveCapacity(rows.count)
    mergedValues.reserveCapacity(rows.count)
    for row in 0..<rowCount {
      let start = mergedColumns.count
      for position in sorted.offsets[row]..<sorted.offsets[row + 1] {
        let entry = Int(sorted.order[position])
        if mergedColumns.count > start && mergedColumns[mergedColumns.count - 1] == columns[entry] {
          mergedValues[mergedValues.count - 1] += values[entry]
        } else {
          mergedColumns.append(columns[entry])
          mergedValues.append(values[entry])
        }
      }
      offsets.append(mergedColumns.count)
    }
    self.init(
      rowCount: rowCount, columnCount: columnCount, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(mergedColumns), values: SharedBuffer(mergedValues))
  }

  /// The number of rows.
  public var rowCount: Int { pattern.rowCount }
  /// The number of columns.
  public var columnCount: Int { pattern.columnCount }
  /// The number of stored entries.
  public var nonZeroCount: Int { values.count }

  /// The transpose. Its pattern and values are computed once.
  public var transposed: SparseMatrix {
    if isSymmetric { return self }
    let transposition = pattern.transposedWithEntries
    let moved = transposedValues.cached.withLock { cached in
      if let cached { return cached }
      let made = unsafe SharedBuffer<Scalar>(count: nonZeroCount) { target in
        for entry in 0..<nonZeroCount {
          unsafe target[entry] = unsafe values.pointer[Int(transposition.entries.pointer[entry])]
        }
      }
      cached = made
      return made
    }
    return SparseMatrix(pattern: transposition.pattern, values: moved)
  }

  /// Returns a matrix of the same pattern in which each value is replaced by
  /// `transform(row, column, value)`.
  public func mapValues(
    isSymmetric: Bool = false, _ transform: (_ row: Int, _ column: Int, _ value: Scalar) -> Scalar
  ) -> SparseMatrix {
    let mapped = unsafe SharedBuffer<Scalar>(count: nonZeroCount) { target in
      for row in 0..<rowCount {
        for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
          unsafe target[entry] = transform(row, Int(pattern.columnIndices[entry]), values[entry])
        }
      }
    }
    return SparseMatrix(pattern: pattern, values: mapped, isSymmetric: isSymmetric)
  }

  /// Returns the matrix with entries of another precision.
  public func converted<Other: SparseScalar>(to type: Other.Type) -> SparseMatrix<Other> {
    let converted = unsafe SharedBuffer<Other>(count: nonZeroCount) { target in
      for entry in 0..<nonZeroCount { unsafe target[entry] = Other(values[entry]) }
    }
    return SparseMatrix<Other>(pattern: pattern, values: converted, isSymmetric: isSymmetric)
  }

  /// Returns the rows `rows`, in that order, restricted to the columns `columns` (nil keeps all
  /// columns).
  ///
  /// Entries in other columns are dropped. Column j of the result is column `columns[j]` of this matrix,
  /// so `columns` must ascend.
  public func submatrix(rows: [Int32], columns: [Int32]? = nil) -> SparseMatrix {
    var newColumn = [Int32]()
    if let columns {
      newColumn = [Int32](repeating: -1, count: columnCount)
      for (index, column) in columns.enumerated() { newColumn[Int(column)] = Int32(index) }
    }
    var offsets = [0]
    var kept = [Int32]()
    var keptValues = [Scalar]()
    for row in rows {
      for entry in pattern.rowOffsets[Int(row)]..<pattern.rowOffsets[Int(row) + 1] {
        let column = pattern.columnIndices[entry]
        let target = columns == nil ? column : newColumn[Int(column)]
        if target >= 0 {
          kept.append(target)
          keptValues.append(values[entry])
        }
      }
      offsets.append(kept.count)
    }
    return SparseMatrix(
      rowCount: rows.count, columnCount: columns?.count ?? columnCount, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(kept), values: SharedBuffer(keptValues))
  }
}

/// Entries sorted by row and then column, in time proportional to their number. Entries at the same
/// position keep their order.
package struct SortedEntries {
  /// The position of the first entry of each row, and the number of entries.
  package let offsets: SharedBuffer<Int>
  /// The numbers of the entries in order.
  package let order: SharedBuffer<Int32>

  package init(rowCount: Int, columnCount: Int, rows: [Int32], columns: [Int32]) {
    for entry in rows.indices {
      guard rows[entry] >= 0 && rows[entry] < rowCount && columns[entry] >= 0 && columns[entry] < columnCount
      else {
        fatalError(
          "entry \(entry) at (\(rows[entry]), \(columns[entry])) is outside [\(rowCount), \(columnCount)]")
      }
    }
    let byColumn = CountingSort.order(SharedBuffer(columns), keyCount: columnCount, of: nil)
    (offsets, order) = CountingSort.order(SharedBuffer(rows), keyCount: rowCount, of: byColumn.order)
  }
}
