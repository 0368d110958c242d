internal import GraphCore
internal import TensorCore

/// A CSR matrix from a file, its arrays checked but its rows neither sorted nor free of duplicates.
struct CompressedRows {
  let rowCount: Int
  let columnCount: Int
  let offsets: [Int]
  let columns: [Int32]
  let values: [Double]
  private let place: String

  /// Checks the three arrays against each other and the shape. Errors name `place`.
  init(
    rowCount: Int, columnCount: Int, offsets: NumpyArray, columns: NumpyArray, values: NumpyArray?,
    place: String
  ) throws(DataError) {
    func failure(_ message: String) -> DataError {
      DataError(.badData, "CSR matrix: \(message)", at: .file(place))
    }
    let limit = Int(Int32.max)
    guard rowCount >= 0 && columnCount >= 0 && rowCount < limit && columnCount < limit else {
      throw failure("the shape [\(rowCount), \(columnCount)] is out of range")
    }
    let offsets = try offsets.integers()
    let indices = try columns.integers()
    let values = try values?.doubles() ?? [Double](repeating: 1, count: indices.count)
    guard offsets.count == rowCount + 1 else {
      throw failure("\(offsets.count) row offsets for \(rowCount) rows, \(rowCount + 1) were expected")
    }
    guard values.count == indices.count else {
      throw failure("\(values.count) values for \(indices.count) columns")
    }
    guard offsets.first == 0 && offsets.last == indices.count else {
      throw failure("the row offsets do not run from 0 to \(indices.count)")
    }
    for row in 0..<rowCount where offsets[row] > offsets[row + 1] {
      throw failure("the row offsets do not ascend at row \(row)")
    }
    var checked = [Int32]()
    checked.reserveCapacity(indices.count)
    for (entry, column) in indices.enumerated() {
      guard column >= 0 && column < columnCount else {
        throw failure("entry \(entry) is in column \(column) of \(columnCount)")
      }
      guard values[entry].isFinite else {
        throw failure("entry \(entry) is \(values[entry]), which is not finite")
      }
      checked.append(Int32(column))
    }
    self.place = place
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.offsets = offsets
    self.columns = checked
    self.values = values
  }

  /// The matrix as features, by the shared rule for sparse and dense ones.
  func features() throws(DataError) -> FeatureMatrix {
    guard columnCount <= max(FeatureRows.freeColumnCount, columns.count) else {
      throw DataError(
        .badData, "\(columnCount) features are more than \(columns.count) entries can fill", at: .file(place))
    }
    var rows = FeatureRows()
    for row in 0..<rowCount { try append(row, to: &rows) }
    return rows.finish(columnCount: columnCount)
  }

  /// Appends one row to `rows`. Throws `badData` where a value is too large for 32 bits.
  func append(_ row: Int, to rows: inout FeatureRows) throws(DataError) {
    for entry in offsets[row]..<offsets[row + 1] {
      let value = Float(values[entry])
      guard value.isFinite else {
        throw DataError(
          .badData, "row \(row), column \(columns[entry]): \(values[entry]) is too large for a 32-bit float",
          at: .file(place))
      }
      rows.append(column: columns[entry], value: value)
    }
    rows.endRow()
  }

  /// The row of every entry.
  var rows: [Int32] {
    var rows = [Int32]()
    rows.reserveCapacity(columns.count)
    for row in 0..<rowCount {
      for _ in offsets[row]..<offsets[row + 1] { rows.append(Int32(row)) }
    }
    return rows
  }
}
