// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// A CSR matrix from a file. The arrays are checked, but the rows may be unsorted and contain
/// duplicates.
struct CompressedRows {
  let rowCount: Int
  let columnCount: Int
  let offsets: [Int]
  let columns: [Int32]
  /// The value of each entry; nil if all values are 1.
  let weights: [Double]?
  let place: String

  /// Checks the three arrays against each other and against the shape. Errors name `place`.
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
    let indices = try columns.indices(below: columnCount) { entry, column in
      failure("entry \(entry) is in column \(column), outside 0..<\(columnCount)")
    }
    if let values, values.count != indices.count {
      throw failure("expected \(indices.count.counted("value")), one per entry, found \(values.count)")
    }
    let values = try values.flatMap { (array) throws(DataError) in array.isAllOnes ? nil : try array.doubles()
    }
    guard offsets.count == rowCount + 1 else {
      throw failure(
        "expected \(rowCount + 1) row offsets for \(rowCount.counted("row")), found \(offsets.count)")
    }
    guard offsets.first == 0 && offsets.last == indices.count else {
      throw failure("the row offsets must start with 0 and end with \(indices.count)")
    }
    for row in 0..<rowCount where offsets[row] > offsets[row + 1] {
      throw failure("the row offsets decrease at row \(row)")
    }
    if let values, let entry = values.firstIndex(where: { !$0.isFinite }) {
      throw failure("entry \(entry) is \(values[entry]), which is not finite")
    }
    self.place = place
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.offsets = offsets
    self.columns = indices
    weights = values.flatMap { values in values.allSatisfy { $0 == 1 } ? nil : values }
  }

  /// Creates a matrix from arrays that have been checked.
  init(
    rowCount: Int, columnCount: Int, offsets: [Int], columns: [Int32], weights: [Double]?, place: String
  ) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.offsets = offsets
    self.columns = columns
    self.weights = weights
    self.place = place
  }

  /// Returns the value of an entry.
  private func value(_ entry: Int) -> Double { weights?[entry] ?? 1 }

  /// Returns the matrix as features, sparse or dense according to ``FeatureRows``.
  func features() throws(DataError) -> FeatureMatrix {
    guard columnCount <= max(FeatureRows.freeColumnCount, columns.count) else {
      throw DataError(
        .badData, "\(columnCount) features are too many for \(columns.count) entries", at: .file(place))
    }
    var rows = FeatureRows()
    for row in 0..<rowCount { try append(row, to: &rows) }
    return rows.finish(columnCount: columnCount)
  }

  /// Appends a row to `rows`. Throws `badData` if a value is too large for 32 bits.
  func append(_ row: Int, to rows: inout FeatureRows) throws(DataError) {
    for entry in offsets[row]..<offsets[row + 1] {
      let value = Float(value(entry))
      guard value.isFinite else {
        throw DataError(
          .badData,
          "row \(row), column \(columns[entry]): \(self.value(entry)) is too large for a 32-bit float",
          at: .file(place))
      }
      rows.append(column: columns[entry], value: value)
    }
    rows.endRow()
  }

  /// The row of each entry.
  var rows: [Int32] {
    var rows = [Int32]()
    rows.reserveCapacity(columns.count)
    for row in 0..<rowCount {
      for _ in offsets[row]..<offsets[row + 1] { rows.append(Int32(row)) }
    }
    return rows
  }
}
