// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Reads hyperedges, one per row: `name<TAB>node node ...`, or only the nodes in any dialect of text
/// tables.
enum HyperedgeFile {
  /// Returns an ``EdgeSource`` without edges and, for each hyperedge, the indices of its nodes.
  static func read(_ file: TextFile, options: TableOptions) throws(DataError) -> (
    source: EdgeSource, hyperedges: [[Int32]]
  ) {
    let form = file.tableForm(.idLists, options)
    var layout = try HyperedgeLayout(form, options, file)
    var names = IdentifierTable(forBytes: file.bytes.count)
    var hyperedges = [[Int32]]()
    try file.scanTable(layout.dialect) { (scanner) throws(DataError) in
      while try scanner.nextRow() {
        if layout.hasNames { _ = try scanner.nextField() }
        var members = [Int32]()
        if layout.hasNames {
          let rest = scanner.restOfRow()
          try Self.words(scanner.string(rest), scanner, into: &members, &names)
        } else {
          while let field = try scanner.nextField() {
            // Spreadsheets make all rows as long as the longest one.
            if field.isEmpty { continue }
            members.append(try scanner.intern(field, in: &names).index)
          }
        }
        guard !members.isEmpty else { throw scanner.error("a hyperedge has no nodes") }
        hyperedges.append(members)
      }
      if scanner.doubtfulComments.count > 0 {
        layout.notes.append(.comments(scanner.doubtfulComments, in: .idLists, path: file.path))
      }
    }
    guard !hyperedges.isEmpty else { throw DataError(.badData, "has no hyperedges", at: .file(file.path)) }
    var notes = form.notes + layout.notes
    notes.append(likenessIn: names, path: file.path)
    var source = EdgeSource(path: file.path, nodes: .named(names), edges: EdgeTable(), notes: notes)
    source.locator = RowLocator(path: file.path, dialect: layout.dialect, columns: nil)
    return (source, hyperedges)
  }

  /// Reads the words after the name of a hyperedge, as a table with one row that is separated by
  /// whitespace.
  private static func words(
    _ text: String, _ scanner: TableScanner, into members: inout [Int32], _ names: inout IdentifierTable
  ) throws(DataError) {
    var dialect = TableDialect(separator: .blanks)
    dialect.comments = .none
    dialect.startLine = scanner.line
    let row = try TextFile(bytes: Array(text.utf8), path: scanner.path)
    try row.scanTable(dialect) { (scanner) throws(DataError) in
      while try scanner.nextRow() {
        while let field = try scanner.nextField() {
          members.append(try scanner.intern(field, in: &names).index)
        }
      }
    }
  }
}

/// Whether rows start with the name of their hyperedge.
private struct HyperedgeLayout {
  private(set) var dialect: TableDialect
  private(set) var hasNames = false
  var notes: [DataNote] = []

  init(_ form: TableForm, _ options: TableOptions, _ file: TextFile) throws(DataError) {
    dialect = form.dialect
    guard options.separator == nil else { return }
    let rows = form.sample.rows
    // With one tab per row, the name is before it and the nodes, separated by spaces, are after it. With
    // several tabs, all fields are nodes.
    guard dialect.separator == .tab, rows.allSatisfy({ $0.count == 2 }) else { return }
    // A name without any nodes is a hyperedge without nodes, which is an error.
    hasNames = rows.contains { $0[1].text.contains(" ") || $0[1].text.isEmpty }
    if !hasNames && !form.sample.isWhole { hasNames = try Self.separatesByBlanks(file, form.dialect) }
    guard !hasNames else { return }
    // Names with one node each would give hyperedges that join nothing.
    notes.append(
      DataNote(
        "rows were read as two nodes each; to confirm this, use \(swift: TableKind.idLists.reading("separator: .tab"), option: "--delimiter tab")",
        at: .line(file.path, form.sample.lines.first ?? 1)))
  }

  /// Returns whether a row has several nodes, separated by spaces, after its tab.
  private static func separatesByBlanks(_ file: TextFile, _ dialect: TableDialect) throws(DataError) -> Bool {
    try file.scanTable(dialect) { (scanner) throws(DataError) -> Bool in
      while try scanner.nextRow() {
        _ = try scanner.nextField()
        if let nodes = try scanner.nextField(), try scanner.string(nodes).contains(" ") { return true }
      }
      return false
    }
  }
}
