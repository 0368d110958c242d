// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The LINQS text format: `.content` with one paper per line, `.cites` with one citation per line.
struct ContentFile {
  let identifiers: IdentifierTable
  let features: FeatureMatrix
  /// The class of each paper, an index of `classes`.
  let labels: [Int32]
  let classes: IdentifierTable

  /// Reads lines `<id> <word> ... <class>`. The first line determines the number of words.
  static func read(_ file: TextFile) throws(DataError) -> ContentFile {
    try file.scan { (scanner) throws(DataError) -> ContentFile in
      var identifiers = IdentifierTable()
      var classes = IdentifierTable()
      var labels = [Int32]()
      var rows = FeatureRows()
      var featureCount: Int?
      while scanner.nextContentLine() {
        let expected: Int
        if let featureCount {
          expected = featureCount
        } else {
          expected = scanner.fieldCount(.blanks) - 2
          guard expected >= 0 else { throw scanner.error("expected '<id> <words> <class>', found 1 field") }
          featureCount = expected
        }
        guard let id = scanner.nextField(.blanks) else { throw scanner.error("the line is empty") }
        guard try scanner.intern(id, in: &identifiers).isNew else {
          throw scanner.error("duplicate paper id \(scanner.excerpt(id))")
        }
        try readWords(&scanner, expected, into: &rows)
        guard let label = scanner.nextField(.blanks), scanner.nextField(.blanks) == nil else {
          throw wrongCount(scanner, expected)
        }
        labels.append(try scanner.intern(label, in: &classes).index)
      }
      guard let featureCount else { throw DataError(.badData, "has no lines", at: .file(file.path)) }
      return ContentFile(
        identifiers: identifiers, features: rows.finish(columnCount: featureCount), labels: labels,
        classes: classes)
    }
  }

  private static func readWords(_ scanner: inout TextScanner, _ count: Int, into rows: inout FeatureRows)
    throws(DataError)
  {
    var column = 0
    while column < count {
      if let digit = scanner.nextDigit() {
        if digit != 0 { rows.append(column: Int32(column), value: Float(digit)) }
      } else {
        guard let field = scanner.nextField(.blanks) else { throw wrongCount(scanner, count) }
        guard let value = scanner.double(field) else {
          // If the class was reached too early, the row is too short; the error must not say that the
          // class is an invalid number.
          if scanner.fieldCount(.blanks) != count + 2 { throw wrongCount(scanner, count) }
          throw scanner.error("feature \(column + 1) is \(scanner.excerpt(field)); expected a number")
        }
        rows.append(column: Int32(column), value: try scanner.finite(value, field, "feature \(column + 1)"))
      }
      column += 1
    }
    rows.endRow()
  }

  private static func wrongCount(_ scanner: TextScanner, _ expected: Int) -> DataError {
    scanner.error(
      "expected \(expected + 2) fields (id, \(expected) features, class), found \(scanner.fieldCount(.blanks))"
    )
  }

  /// Reads lines `<cited> <citing>`, each of which is an edge from the citing to the cited paper.
  static func readCitations(_ file: TextFile, papers: IdentifierTable, dropsUnknown: Bool)
    throws(DataError) -> (EdgeTable, [DataNote])
  {
    var edges = EdgeTable()
    var unknown = (count: 0, line: 0, id: "")
    try file.scan { (scanner) throws(DataError) in
      while scanner.nextContentLine() {
        guard let cited = scanner.nextField(.blanks), let citing = scanner.nextField(.blanks),
          scanner.nextField(.blanks) == nil
        else {
          throw scanner.error("expected '<cited> <citing>', found \(scanner.fieldCount(.blanks)) fields")
        }
        if let source = scanner.index(of: citing, in: papers),
          let target = scanner.index(of: cited, in: papers)
        {
          edges.append(source, target)
          continue
        }
        let field = scanner.index(of: cited, in: papers) == nil ? cited : citing
        guard dropsUnknown else {
          _ = try scanner.known(field, in: papers)
          continue
        }
        if unknown.count == 0 { unknown = (0, scanner.line, scanner.excerpt(field)) }
        unknown.count += 1
      }
    }
    guard unknown.count > 0 else { return (edges, []) }
    let note = DataNote(
      "ignored \(unknown.count.counted("citation")) of unknown papers; the first unknown id is \(unknown.id)",
      at: .line(file.path, unknown.line))
    return (edges, [note])
  }

}

extension TextScanner {
  /// Returns the index of an identifier. Throws `badData` if it is unknown.
  func known(_ field: Range<Int>, in table: IdentifierTable) throws(DataError) -> Int32 {
    if let index = index(of: field, in: table) { return index }
    let name = try string(field)
    if let like = IdentifierLikeness(table).like(name) { throw .alike(name, like, at: .line(path, line)) }
    throw error(
      "unknown node id \(excerpt(field))",
      hint:
        "every node needs a line in the file of nodes; to ignore other edges, use \(swift: "ReadingOptions(dropsUnknown: true)", option: "--drop-unknown")"
    )
  }

  /// Returns `value` as a feature. Throws `badData` if it is not finite in 32 bits.
  func finite(_ value: Double, _ field: Range<Int>, _ what: @autoclosure () -> String) throws(DataError)
    -> Float
  {
    let rounded = Float(value)
    guard rounded.isFinite else {
      throw error("\(what()) is \(excerpt(field)); expected a finite 32-bit number")
    }
    return rounded
  }
}
