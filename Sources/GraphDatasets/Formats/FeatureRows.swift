// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Collects features row by row without zeros, and decides whether they are stored as a sparse or a
/// dense matrix.
struct FeatureRows {
  /// The fraction of non-zero values from which features are stored as a dense matrix. Above it, CSR has
  /// no advantage, because it needs eight bytes per entry and scattered reads.
  static let densityOfDense = 0.25

  /// The number of columns that any file may have. More columns are allowed only if the file has at
  /// least as many bytes or entries.
  static let freeColumnCount = 1 << 24

  private var offsets: [Int] = [0]
  private var columns: [Int32] = []
  private var values: [Float] = []
  /// Whether the columns of each row so far are in ascending order and without duplicates.
  private var isSorted = true

  /// The number of complete rows.
  var rowCount: Int { offsets.count - 1 }

  /// Adds a feature to the current row.
  mutating func append(column: Int32, value: Float) {
    if value == 0 { return }
    if let last = columns.last, columns.count > offsets[offsets.count - 1], last >= column {
      isSorted = false
    }
    columns.append(column)
    values.append(value)
  }

  /// Ends the current row.
  mutating func endRow() { offsets.append(columns.count) }

  /// Returns the mean of each column over the rows that have it, or 0 if no row has it.
  func means(without missing: [(row: Int, column: Int32)], columnCount: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: columnCount)
    var counts = [Int](repeating: rowCount, count: columnCount)
    for (column, value) in zip(columns, values) { sums[Int(column)] += Double(value) }
    for entry in missing { counts[Int(entry.column)] -= 1 }
    return zip(sums, counts).map { $1 > 0 ? Float($0 / Double($1)) : 0 }
  }

  /// Sets missing features to the value of their column in `fillers`. `missing` must be in the order of
  /// the rows.
  mutating func fill(_ missing: [(row: Int, column: Int32)], with fillers: [Float]) {
    var filled = FeatureRows()
    var next = 0
    for row in 0..<rowCount {
      for entry in offsets[row]..<offsets[row + 1] {
        filled.append(column: columns[entry], value: values[entry])
      }
      while next < missing.count, missing[next].row == row {
        let column = missing[next].column
        filled.append(column: column, value: fillers[Int(column)])
        next += 1
      }
      filled.endRow()
    }
    self = filled
  }

  /// Returns the matrix of all rows. All columns must be below `columnCount`. Repeated entries are
  /// added.
  func finish(columnCount: Int) -> FeatureMatrix {
    let size = Double(rowCount) * Double(columnCount)
    if Double(columns.count) >= Self.densityOfDense * size && size > 0 {
      var dense = Tensor(zeros: [rowCount, columnCount])
      unsafe dense.withUnsafeMutableBufferPointer { target in
        for row in 0..<rowCount {
          for entry in offsets[row]..<offsets[row + 1] {
            unsafe target[row * columnCount + Int(columns[entry])] += values[entry]
          }
        }
      }
      return .dense(dense)
    }
    if isSorted {
      return .sparse(
        SparseMatrix(
          rowCount: rowCount, columnCount: columnCount, rowOffsets: SharedBuffer(offsets),
          columnIndices: SharedBuffer(columns), values: SharedBuffer(values)))
    }
    var rows = [Int32]()
    for row in 0..<rowCount { rows += repeatElement(Int32(row), count: offsets[row + 1] - offsets[row]) }
    return .sparse(
      SparseMatrix(rowCount: rowCount, columnCount: columnCount, rows: rows, columns: columns, values: values)
    )
  }

  /// Returns a complete row-major matrix as features, sparse or dense by the same rule. Throws `badData`
  /// at `place` if a number is not finite.
  static func matrix(_ scalars: [Float], rowCount: Int, columnCount: Int, place: String) throws(DataError)
    -> FeatureMatrix
  {
    if let index = scalars.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData,
        "feature \(index % max(columnCount, 1) + 1) of row \(index / max(columnCount, 1)) is \(scalars[index]); expected a finite number",
        at: .file(place))
    }
    let nonZeroCount = scalars.count { $0 != 0 }
    if Double(nonZeroCount) >= densityOfDense * Double(scalars.count) && !scalars.isEmpty {
      return .dense(Tensor(scalars, shape: [rowCount, columnCount]))
    }
    var rows = FeatureRows()
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        rows.append(column: Int32(column), value: scalars[row * columnCount + column])
      }
      rows.endRow()
    }
    return rows.finish(columnCount: columnCount)
  }
}
