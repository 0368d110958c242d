internal import GraphCore

/// The Matrix Market coordinate format (Boisvert, Pozo and Remington 1996): entry (i, j) is the edge i -> j.
enum MatrixMarketFile {
  /// Reads a square matrix; without features or labels its nodes are called "1", "2", ... as in the file.
  static func read(_ file: TextFile, nodes: inout NodeTable) throws(DataError) -> EdgeTable {
    var table = nodes
    defer { nodes = table }
    return try file.scan { (scanner) throws(DataError) -> EdgeTable in
      let kind = try readBanner(&scanner)
      guard scanner.nextContentLine(comments: "%") else {
        throw scanner.error("the line of sizes is missing")
      }
      guard let rows = try integer(&scanner), let columns = try integer(&scanner),
        let count = try integer(&scanner),
        scanner.nextField(.blanks) == nil
      else { throw scanner.error("expected '<rows> <columns> <entries>'") }
      guard rows == columns else {
        throw scanner.error("the matrix has \(rows) rows and \(columns) columns, not square")
      }
      // A file without entries may still name nodes, but not more than this costs to hold.
      guard rows < Int32.max, rows <= max(1 << 20, file.bytes.count) else {
        throw scanner.error("\(rows) nodes are more than the file can describe")
      }
      try table.claimRows(rows, names: (0..<rows).map { String($0 + 1) }, path: file.path)
      var edges = EdgeTable()
      while scanner.nextContentLine(comments: "%") {
        guard let row = try integer(&scanner), let column = try integer(&scanner), row >= 1, column >= 1,
          row <= rows,
          column <= rows
        else { throw scanner.error("expected a row and a column from 1 to \(rows)") }
        var weight = 1.0
        if kind.hasValues {
          guard let field = scanner.nextField(.blanks), let value = scanner.double(field), value.isFinite
          else {
            throw scanner.error("a finite value was expected behind row and column")
          }
          weight = value
        }
        guard scanner.nextField(.blanks) == nil else {
          throw scanner.error(
            "expected \(kind.hasValues ? 3 : 2) fields, found \(scanner.fieldCount(.blanks))")
        }
        if kind.isSymmetric && row != column { append(column, row, weight, kind, &edges) }
        append(row, column, weight, kind, &edges)
      }
      let found =
        kind.isSymmetric
        ? edges.sources.indices.count { edges.sources[$0] <= edges.targets[$0] } : edges.sources.count
      guard found == count else {
        throw scanner.error(
          "the file is cut off or too long: \(count) entries are announced, \(found) were found")
      }
      return edges
    }
  }

  private struct Kind {
    let hasValues: Bool
    let isSymmetric: Bool
  }

  private static func append(
    _ row: Int, _ column: Int, _ weight: Double, _ kind: Kind, _ edges: inout EdgeTable
  ) {
    let (source, target) = (Int32(row - 1), Int32(column - 1))
    if kind.hasValues { edges.append(source, target, weight: weight) } else { edges.append(source, target) }
  }

  private static func readBanner(_ scanner: inout TextScanner) throws(DataError) -> Kind {
    guard scanner.nextLine() else { throw DataError(.badData, "is empty", at: .file(scanner.path)) }
    var words = [String]()
    while let field = scanner.nextField(.blanks), words.count < 6 {
      words.append(try scanner.string(field.prefix(40)).lowercased())
    }
    guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix" else {
      throw scanner.error(
        "expected '%%MatrixMarket matrix coordinate real|integer|pattern general|symmetric'")
    }
    guard words[2] == "coordinate", ["real", "integer", "pattern", "double"].contains(words[3]),
      ["general", "symmetric"].contains(words[4])
    else {
      throw scanner.error(
        "a '\(words[2]) \(words[3]) \(words[4])' matrix is not read; coordinate real, integer or pattern ones, general or symmetric, are"
      )
    }
    return Kind(hasValues: words[3] != "pattern", isSymmetric: words[4] == "symmetric")
  }

  private static func integer(_ scanner: inout TextScanner) throws(DataError) -> Int? {
    guard let field = scanner.nextField(.blanks), let value = scanner.integer(field), value >= 0 else {
      return nil
    }
    return value
  }
}
