// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// Reads files with one number per node: rows `id value` in any dialect of text tables, or an `.npy`
/// array in the order of the nodes.
public enum SignalFile {
  /// Returns the value of each node. Throws ``DataError`` if a node is unknown, a duplicate or has no
  /// value, or if a value is not a finite number.
  ///
  /// - Parameter options: Options for the form of the table.
  public static func read(_ path: String, nodes: NodeIdentifiers, options: TableOptions = TableOptions())
    throws(DataError) -> [Double]
  {
    try readWithNotes(path, nodes: nodes, options: options).values
  }

  /// Returns the value of each node, and notes about how the file was read.
  package static func readWithNotes(_ path: String, nodes: NodeIdentifiers, options: TableOptions)
    throws(DataError) -> (values: [Double], notes: [DataNote])
  {
    let bytes = try FileContents.read(path)
    if NumpyFile.isArray(bytes) {
      return (
        try array(NumpyFile.parse(bytes, path: path), path, nodeCount: nodes.count),
        [DataNote("values have no ids and were matched to the nodes by position", at: .file(path))]
      )
    }
    let file = try TextFile(bytes: bytes, path: path)
    let form = file.tableForm(.signal, options)
    let header = TableHeader(form, kind: .signal, options: options, path: path)
    let columns = try columns(form, header, options, path)
    var values = [Double](repeating: 0, count: nodes.count)
    var isGiven = [Bool](repeating: false, count: nodes.count)
    let table = nodes.table
    try file.scanTable(form.dialect) { (scanner) throws(DataError) -> Void in
      if header.names != nil { _ = try scanner.nextRow() }
      var isFirst = header.isDoubtful
      while try scanner.nextRow() {
        var id: TableScanner.Field?
        var value: TableScanner.Field?
        var column = 0
        while let field = try scanner.nextField() {
          if column == columns.read[0] { id = field }
          if column == columns.read[1] { value = field }
          column += 1
          if let count = columns.count, column > count, !field.isEmpty {
            throw scanner.error("expected '<id> <value>', found \(try scanner.fieldCount()) fields")
          }
        }
        guard let id, let value else {
          throw scanner.error("expected '<id> <value>', found \(column) \(column == 1 ? "field" : "fields")")
        }
        guard let node = scanner.index(of: id, in: table).map(Int.init) else {
          // A header row: all nodes are known here, so that this can be decided.
          if isFirst, scanner.double(value) == nil {
            isFirst = false
            continue
          }
          throw unknown(id, scanner, table)
        }
        isFirst = false
        guard !isGiven[node] else { throw scanner.error("duplicate node id \(scanner.excerpt(id))") }
        guard let number = scanner.double(value), number.isFinite else {
          throw scanner.error("the value is \(scanner.excerpt(value)); expected a finite number")
        }
        values[node] = number
        isGiven[node] = true
      }
    }
    if let missing = isGiven.firstIndex(of: false) {
      throw DataError(
        .badData, "node '\(nodes[missing])' has no value; every node needs one", at: .file(path))
    }
    return (values, form.notes + header.notes + columns.notes)
  }

  private static func unknown(_ id: TableScanner.Field, _ scanner: TableScanner, _ table: IdentifierTable)
    -> DataError
  {
    let name = unsafe scanner.withBytes(id) { unsafe String(decoding: $0, as: UTF8.self) }
    guard let like = IdentifierLikeness(table).like(name) else {
      return scanner.error("unknown node id \(scanner.excerpt(id))")
    }
    return .alike(name, like, at: .line(scanner.path, scanner.line))
  }

  private static func columns(
    _ form: TableForm, _ header: TableHeader, _ options: TableOptions, _ path: String
  ) throws(DataError) -> TableColumns {
    let count = form.sample.rows.dropFirst(header.names == nil ? 0 : 1).first?.count ?? 2
    let line = form.sample.lines.first ?? 1
    if let chosen = try TableColumns.chosen(options, header: header, count: count, path: path, line: line) {
      guard chosen.count == 2 else {
        throw DataError(
          .usage,
          "\(swift: "TableOptions(columns:)", option: "--columns") for a signal needs an id and a value, found \(chosen.count.counted("column"))",
          at: .file(path))
      }
      return TableColumns(read: chosen, count: count, names: nil, notes: [])
    }
    guard let names = header.names, count > 2 else {
      return TableColumns(read: [0, 1], count: 2, names: nil, notes: [])
    }
    let words = names.map { $0.lowercased() }
    let id = words.firstIndex { HeaderNames.ids.contains($0) } ?? 0
    guard let value = words.firstIndex(where: { HeaderNames.values.contains($0) }) else {
      throw DataError(
        .badData,
        "cannot tell which of the \(count) columns are id and value: \(names.prefix(8).map { "'\($0)'" }.joined(separator: ", "))",
        at: .line(path, line),
        hint:
          "to choose the id and the value, use \(swift: TableKind.signal.reading("columns: [\"id\", \"value\"]"), option: "--columns id,value")"
      )
    }
    let note = TableColumns.unused(
      names, count: count, read: [id, value] + (words[0].isEmpty ? [0] : []), path: path, line: line,
      hint:
        "to choose the columns, use \(swift: TableKind.signal.reading("columns: [\"id\", \"value\"]"), option: "--columns id,value")"
    )
    return TableColumns(read: [id, value], count: count, names: names, notes: note.map { [$0] } ?? [])
  }

  private static func array(_ array: NumpyArray, _ path: String, nodeCount: Int) throws(DataError)
    -> [Double]
  {
    let values = try array.doubles()
    guard values.count == nodeCount else {
      throw DataError(
        .badData, "expected \(nodeCount.counted("number")), one per node, found \(values.count)",
        at: .file(path))
    }
    if let node = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "element \(node) is \(values[node]); expected a finite number", at: .file(path))
    }
    return values
  }
}

extension DataError {
  /// Returns the error for two ids in different files that most likely mean the same node.
  static func alike(_ id: String, _ other: String, at place: Place?) -> DataError {
    let difference = IdentifierLikeness.difference(id, other)
    return DataError(
      .badData,
      "node id '\(id.prefix(60))' differs from '\(other.prefix(60))' only in \(difference.rawValue)",
      at: place, hint: "ids are compared byte by byte; write them identically in all files")
  }
}
