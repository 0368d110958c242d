internal import GraphCore
internal import TensorCore

/// Features as they are read, row by row, zeros left out. Here alone it is decided whether they stay sparse.
struct FeatureRows {
  /// Features of which at least this part is not zero are kept dense: from there on CSR, with eight bytes an
  /// entry and scattered reads, gains nothing.
  static let densityOfDense = 0.25

  /// So many columns any file may have; more only if it has as many bytes or entries.
  static let freeColumnCount = 1 << 24

  private var offsets: [Int] = [0]
  private var columns: [Int32] = []
  private var values: [Float] = []
  /// Whether every row so far has its columns in ascending order and only once.
  private var isSorted = true

  /// How many rows have ended.
  var rowCount: Int { offsets.count - 1 }

  /// Adds a feature to the row that is being read.
  mutating func append(column: Int32, value: Float) {
    if value == 0 { return }
    if let last = columns.last, columns.count > offsets[offsets.count - 1], last >= column {
      isSorted = false
    }
    columns.append(column)
    values.append(value)
  }

  /// Ends the row.
  mutating func endRow() { offsets.append(columns.count) }

  /// The matrix of all rows, whose columns are below `columnCount`. Entries at the same place are added up.
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

  /// The same rule for a matrix that is there in full, row-major. Throws `badData` at `place` where a number is
  /// not finite.
  static func matrix(_ scalars: [Float], rowCount: Int, columnCount: Int, place: String) throws(DataError)
    -> FeatureMatrix
  {
    if let index = scalars.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData,
        "feature \(index % max(columnCount, 1) + 1) of row \(index / max(columnCount, 1)) is \(scalars[index]), a finite number was expected",
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
