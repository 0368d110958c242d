// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The Matrix Market format (Boisvert, Pozo and Remington 1996): coordinates of entries, or all entries
/// of a dense array.
enum MatrixMarketFile {
  /// Reads a square matrix as a graph: each non-zero entry (i, j) is the edge i -> j. The rows are named
  /// 1, 2, ...
  ///
  /// A symmetric matrix contains each pair once and gives both directions.
  static func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    try file.scanNumbers { (scanner) throws(DataError) -> EdgeSource in
      let header = try MatrixMarketHeader(&scanner)
      guard header.rowCount == header.columnCount else {
        throw scanner.error(
          "expected a square matrix, found \(header.rowCount.counted("row")) and \(header.columnCount.counted("column"))"
        )
      }
      // A file without entries may still define nodes, but not so many that they need far more memory
      // than the file.
      guard header.rowCount < Int32.max, header.rowCount <= max(1 << 20, file.bytes.count) else {
        throw scanner.error("the file claims \(header.rowCount.counted("node")) but is too small for them")
      }
      var edges = EdgeTable()
      edges.reserve(
        min(header.entryCount, file.bytes.count / 4) * (header.isSymmetric ? 2 : 1),
        isWeighted: header.hasValues)
      try entries(&scanner, header) { row, column, value in
        if header.hasValues {
          if !header.isCoordinate && value == 0 { return }
          edges.append(row, column, weight: value)
          if header.isSymmetric && row != column { edges.append(column, row, weight: value) }
        } else {
          edges.append(row, column)
          if header.isSymmetric && row != column { edges.append(column, row) }
        }
      }
      return EdgeSource(path: file.path, nodes: .rows(count: header.rowCount, first: 1), edges: edges)
    }
  }

  /// Returns whether a file starts with the Matrix Market banner.
  static func isMatrix(_ file: TextFile) -> Bool {
    String(decoding: file.bytes.prefix(16), as: UTF8.self).lowercased().hasPrefix("%%matrixmarket")
  }

  /// Reads a matrix as features: row i contains the features of node i. Repeated entries are added.
  static func features(_ file: TextFile) throws(DataError) -> FeatureMatrix {
    try file.scanNumbers { (scanner) throws(DataError) -> FeatureMatrix in
      let header = try MatrixMarketHeader(&scanner)
      let limit = min(max(FeatureRows.freeColumnCount, file.bytes.count), Int(Int32.max) - 1)
      guard header.rowCount > 0 && header.columnCount > 0 else {
        throw scanner.error(
          "expected at least 1 row and 1 column, found \(header.rowCount.counted("row")) and \(header.columnCount.counted("column"))"
        )
      }
      guard header.rowCount <= limit && header.columnCount <= limit else {
        throw scanner.error(
          "the file is too small for the claimed \(header.rowCount.counted("row")) and \(header.columnCount.counted("column"))"
        )
      }
      var (rows, columns, values) = ([Int32](), [Int32](), [Double]())
      try entries(&scanner, header) { row, column, value in
        guard value != 0 else { return }
        rows.append(row)
        columns.append(column)
        values.append(value)
        if header.isSymmetric && row != column {
          rows.append(column)
          columns.append(row)
          values.append(value)
        }
      }
      let matrix = CompressedRows(
        rowCount: header.rowCount, columnCount: header.columnCount, rows: rows, columns: columns,
        values: values,
        place: file.path)
      return try matrix.features()
    }
  }

  /// Calls `body` with each entry in the file. Rows and columns are counted from 0.
  private static func entries(
    _ scanner: inout NumberScanner, _ header: MatrixMarketHeader,
    _ body: (_ row: Int32, _ column: Int32, _ value: Double) -> Void
  ) throws(DataError) {
    header.isCoordinate ? try coordinates(&scanner, header, body) : try array(&scanner, header, body)
  }

  private static func coordinates(
    _ scanner: inout NumberScanner, _ header: MatrixMarketHeader, _ body: (Int32, Int32, Double) -> Void
  ) throws(DataError) {
    var found = 0
    while scanner.nextLine(comment: UInt8(ascii: "%")) {
      guard let row = scanner.integer(), let column = scanner.integer(), row >= 1, column >= 1,
        row <= header.rowCount, column <= header.columnCount
      else {
        throw scanner.error(
          "expected a row from 1 to \(header.rowCount) and a column from 1 to \(header.columnCount)")
      }
      var value = 1.0
      if header.hasValues {
        guard let number = scanner.double(), number.isFinite else {
          throw scanner.error("expected a finite value after the row and the column")
        }
        value = number
      }
      guard scanner.isAtLineEnd() else {
        throw scanner.error("expected \(header.hasValues ? 3 : 2) fields, found too many")
      }
      found += 1
      body(Int32(row - 1), Int32(column - 1), value)
    }
    try require(found, header, scanner)
  }

  /// Reads all entries, column by column; those of a symmetric matrix from the diagonal down.
  private static func array(
    _ scanner: inout NumberScanner, _ header: MatrixMarketHeader, _ body: (Int32, Int32, Double) -> Void
  ) throws(DataError) {
    var (row, column, found) = (0, 0, 0)
    while scanner.nextLine(comment: UInt8(ascii: "%")) {
      // The format has one value per line, but some programs write several.
      while !scanner.isAtLineEnd() {
        guard let value = scanner.double(), value.isFinite else {
          throw scanner.error("expected a finite value")
        }
        found += 1
        guard found <= header.entryCount else { break }
        body(Int32(row), Int32(column), value)
        row += 1
        if row == header.rowCount {
          column += 1
          row = header.isSymmetric ? column : 0
        }
      }
    }
    try require(found, header, scanner)
  }

  private static func require(_ found: Int, _ header: MatrixMarketHeader, _ scanner: NumberScanner)
    throws(DataError)
  {
    guard found == header.entryCount else {
      throw scanner.error(
        "the file is truncated or too long: expected \(header.entryCount) entries, found \(found)")
    }
  }
}

/// The banner and the line with the sizes.
struct MatrixMarketHeader {
  let rowCount: Int
  let columnCount: Int
  /// The number of entries in the file.
  let entryCount: Int
  /// Whether entries are given with their rows and columns.
  let isCoordinate: Bool
  /// Whether entries have values; otherwise all values are 1.
  let hasValues: Bool
  /// Whether the entries above the diagonal are omitted.
  let isSymmetric: Bool

  init(_ scanner: inout NumberScanner) throws(DataError) {
    guard scanner.nextLine(comment: nil) else {
      throw DataError(.badData, "is empty", at: .file(scanner.path))
    }
    var words = [String]()
    while let word = scanner.word(), words.count < 6 { words.append(word.lowercased()) }
    guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix" else {
      throw scanner.error(
        "expected '%%MatrixMarket matrix coordinate real|integer|pattern general|symmetric'")
    }
    isCoordinate = words[2] == "coordinate"
    guard isCoordinate || words[2] == "array" else {
      throw scanner.error("unsupported matrix format '\(words[2])'; expected coordinate or array")
    }
    guard ["real", "double", "integer", "unsigned-integer", "pattern"].contains(words[3]),
      isCoordinate || words[3] != "pattern"
    else {
      throw scanner.error(
        "unsupported entry type '\(words[3])'; expected real, double, integer, unsigned-integer\(isCoordinate ? " or pattern" : "")",
        hint: words[3] == "complex" ? "write the real part or the absolute values instead" : nil)
    }
    guard ["general", "symmetric"].contains(words[4]) else {
      throw scanner.error(
        "unsupported symmetry '\(words[4])'; expected general or symmetric",
        hint: "write the matrix with all of its entries, as general")
    }
    hasValues = words[3] != "pattern"
    isSymmetric = words[4] == "symmetric"
    let expected = isCoordinate ? "'<rows> <columns> <entries>'" : "'<rows> <columns>'"
    guard scanner.nextLine(comment: UInt8(ascii: "%")) else {
      throw scanner.error("the line of sizes is missing; expected \(expected)")
    }
    guard let rows = scanner.integer(), let columns = scanner.integer() else {
      throw scanner.error("expected \(expected)")
    }
    (rowCount, columnCount) = (rows, columns)
    guard !isSymmetric || rows == columns else {
      throw scanner.error("a symmetric matrix must be square, found \(rows) rows and \(columns) columns")
    }
    if isCoordinate {
      guard let count = scanner.integer() else { throw scanner.error("expected \(expected)") }
      entryCount = count
    } else {
      let (size, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
      // The size is limited before half of it is computed, so that the sum cannot overflow.
      guard !isTooLarge && size <= 1 << 40 else {
        throw scanner.error("an array of \(rows) by \(columns) entries is too large")
      }
      entryCount = isSymmetric ? (size + rows) / 2 : size
    }
    guard scanner.isAtLineEnd() else { throw scanner.error("expected \(expected)") }
  }
}
