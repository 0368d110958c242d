// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

extension CompressedRows {
  /// Checks the arrays of a matrix of any layout and arranges its entries by row.
  ///
  /// Repeated entries stay separate, because the layouts allow them. The zeros that blocks and diagonals
  /// contain are removed.
  init(_ parts: SparseParts) throws(DataError) {
    switch parts.layout {
    case .rows:
      try self.init(
        rowCount: parts.rowCount, columnCount: parts.columnCount, offsets: parts.first,
        columns: Self.required(parts.second, parts), values: parts.values, place: parts.place)
    case .columns:
      // Read as compressed rows, the same arrays are those of the transpose.
      let transpose = try CompressedRows(
        rowCount: parts.columnCount, columnCount: parts.rowCount, offsets: parts.first,
        columns: Self.required(parts.second, parts), values: parts.values, place: parts.place)
      try Self.requireRows(parts, entryCount: transpose.columns.count)
      self = transpose.transposed
    case .coordinates: self = try Self.coordinates(parts)
    case .blocks: self = try Self.blocks(parts)
    case .diagonals: self = try Self.diagonals(parts)
    }
  }

  private static func required(_ array: NumpyArray?, _ parts: SparseParts) throws(DataError) -> NumpyArray {
    guard let array else { throw failure(parts, "an array is missing") }
    return array
  }

  private static func failure(_ parts: SparseParts, _ message: String) -> DataError {
    DataError(.badData, "\(parts.layout.rawValue.uppercased()) matrix: \(message)", at: .file(parts.place))
  }

  private static func requireShape(_ parts: SparseParts) throws(DataError) {
    let limit = Int(Int32.max)
    guard
      parts.rowCount >= 0 && parts.columnCount >= 0 && parts.rowCount < limit && parts.columnCount < limit
    else { throw failure(parts, "the shape [\(parts.rowCount), \(parts.columnCount)] is out of range") }
  }

  /// Throws if there are far more rows than entries. The offsets of rows need memory although no byte of
  /// the file describes a row.
  private static func requireRows(_ parts: SparseParts, entryCount: Int) throws(DataError) {
    guard parts.rowCount <= max(FeatureRows.freeColumnCount, entryCount) else {
      throw failure(parts, "\(parts.rowCount) rows are too many for \(entryCount) entries")
    }
  }

  /// Creates a matrix from unchecked entries in any order. Entries of the same row keep their order.
  private init(
    rows: [Int32], columns: [Int32], values: [Double]?, _ parts: SparseParts
  ) throws(DataError) {
    try Self.requireRows(parts, entryCount: rows.count)
    if let values, let entry = values.firstIndex(where: { !$0.isFinite }) {
      throw Self.failure(parts, "entry \(entry) is \(values[entry]), which is not finite")
    }
    self.init(
      rowCount: parts.rowCount, columnCount: parts.columnCount, rows: rows, columns: columns, values: values,
      place: parts.place)
  }

  /// Creates a matrix from entries in any order that have been checked.
  init(
    rowCount: Int, columnCount: Int, rows: [Int32], columns: [Int32], values: [Double]?, place: String
  ) {
    var offsets = [Int](repeating: 0, count: rowCount + 1)
    for row in rows { offsets[Int(row) + 1] += 1 }
    for row in 0..<rowCount { offsets[row + 1] += offsets[row] }
    var next = offsets
    var sorted = [Int32](repeating: 0, count: columns.count)
    var weights = values.map { _ in [Double](repeating: 1, count: columns.count) }
    for entry in rows.indices {
      let place = next[Int(rows[entry])]
      next[Int(rows[entry])] += 1
      sorted[place] = columns[entry]
      if let values { weights?[place] = values[entry] }
    }
    self.init(
      rowCount: rowCount, columnCount: columnCount, offsets: offsets, columns: sorted,
      weights: weights.flatMap { weights in weights.allSatisfy { $0 == 1 } ? nil : weights }, place: place)
  }

  /// The transposed matrix.
  private var transposed: CompressedRows {
    CompressedRows(
      rowCount: columnCount, columnCount: rowCount, rows: columns, columns: rows, values: weights,
      place: place)
  }

  private static func coordinates(_ parts: SparseParts) throws(DataError) -> CompressedRows {
    try requireShape(parts)
    let rows = try parts.first.indices(below: parts.rowCount) { entry, row in
      failure(parts, "entry \(entry) is in row \(row), outside 0..<\(parts.rowCount)")
    }
    let columns = try required(parts.second, parts).indices(below: parts.columnCount) { entry, column in
      failure(parts, "entry \(entry) is in column \(column), outside 0..<\(parts.columnCount)")
    }
    let values = try parts.values?.doubles()
    guard rows.count == columns.count && values.map({ $0.count == rows.count }) ?? true else {
      throw failure(
        parts,
        "expected equal numbers of rows, columns and values, found \(rows.count), \(columns.count) "
          + "and \(values?.count ?? rows.count)")
    }
    return try CompressedRows(rows: rows, columns: columns, values: values, parts)
  }

  private static func blocks(_ parts: SparseParts) throws(DataError) -> CompressedRows {
    try requireShape(parts)
    guard let data = parts.values, data.shape.count == 3, data.shape[1] > 0, data.shape[2] > 0 else {
      throw failure(parts, "expected values of shape [blocks, rows, columns]")
    }
    let (height, width) = (data.shape[1], data.shape[2])
    guard parts.rowCount % height == 0 && parts.columnCount % width == 0 else {
      throw failure(parts, "the shape is not a multiple of the block shape [\(height), \(width)]")
    }
    let ones = try CompressedRows(
      rowCount: parts.rowCount / height, columnCount: parts.columnCount / width, offsets: parts.first,
      columns: required(parts.second, parts), values: nil, place: parts.place)
    guard ones.columns.count == data.shape[0] else {
      throw failure(
        parts, "expected \(ones.columns.count) blocks, one per column index, found \(data.shape[0])")
    }
    let all = try data.doubles()
    var (rows, columns, values) = ([Int32](), [Int32](), [Double]())
    for (block, row) in ones.rows.enumerated() {
      for place in 0..<height * width where all[block * height * width + place] != 0 {
        rows.append(row * Int32(height) + Int32(place / width))
        columns.append(ones.columns[block] * Int32(width) + Int32(place % width))
        values.append(all[block * height * width + place])
      }
    }
    return try CompressedRows(rows: rows, columns: columns, values: values, parts)
  }

  private static func diagonals(_ parts: SparseParts) throws(DataError) -> CompressedRows {
    try requireShape(parts)
    let offsets = try parts.first.integers()
    guard let data = parts.values, data.shape.count == 2, data.shape[0] == offsets.count else {
      throw failure(parts, "expected values of shape [\(offsets.count), columns]")
    }
    let all = try data.doubles()
    let width = data.shape[1]
    var (rows, columns, values) = ([Int32](), [Int32](), [Double]())
    for (diagonal, offset) in offsets.enumerated() {
      guard offset > -parts.rowCount && offset < max(parts.columnCount, 1) else {
        throw failure(parts, "diagonal \(offset) is outside the shape")
      }
      // Element k of a diagonal is in column k. Elements outside the shape are not part of the matrix.
      for column in max(0, offset)..<max(0, offset, min(width, parts.columnCount, parts.rowCount + offset))
      where all[diagonal * width + column] != 0 {
        rows.append(Int32(column - offset))
        columns.append(Int32(column))
        values.append(all[diagonal * width + column])
      }
    }
    return try CompressedRows(rows: rows, columns: columns, values: values, parts)
  }

  /// Returns the matrix with repeated entries added, as in SciPy. If `isBoolean` is true, they stay 1.
  func summed(isBoolean: Bool) -> CompressedRows {
    var lastRow = [Int32](repeating: -1, count: columnCount)
    var hasDuplicates = false
    for row in 0..<rowCount where !hasDuplicates {
      for entry in offsets[row]..<offsets[row + 1] {
        if lastRow[Int(columns[entry])] == Int32(row) { hasDuplicates = true }
        lastRow[Int(columns[entry])] = Int32(row)
      }
    }
    guard hasDuplicates else { return self }
    var place = [Int](repeating: -1, count: columnCount)
    var newOffsets = [0]
    var (newColumns, newWeights) = ([Int32](), [Double]())
    for row in 0..<rowCount {
      let start = newColumns.count
      for entry in offsets[row]..<offsets[row + 1] {
        let column = Int(columns[entry])
        if place[column] >= start {
          if !isBoolean { newWeights[place[column]] += weights?[entry] ?? 1 }
        } else {
          place[column] = newColumns.count
          newColumns.append(columns[entry])
          newWeights.append(weights?[entry] ?? 1)
        }
      }
      newOffsets.append(newColumns.count)
    }
    return CompressedRows(
      rowCount: rowCount, columnCount: columnCount, offsets: newOffsets, columns: newColumns,
      weights: newWeights.allSatisfy { $0 == 1 } ? nil : newWeights, place: self.place)
  }
}
