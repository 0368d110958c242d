public import GraphCore
internal import TensorCore

/// Files of one number a node: rows `id value` in any dialect of text tables, or an `.npy` array in the order of the nodes.
public enum SignalFile {
  /// The value of every node. Throws where a node is unknown, a duplicate or has no value, and where a value is no finite
  /// number.
  ///
  /// - Parameter options: what is decided about the form of the table.
  public static func read(_ path: String, nodes: NodeIdentifiers, options: TableOptions = TableOptions())
    throws(DataError) -> [Double]
  {
    try readWithNotes(path, nodes: nodes, options: options).values
  }

  /// The same with what the user should know of how the file was read.
  package static func readWithNotes(_ path: String, nodes: NodeIdentifiers, options: TableOptions)
    throws(DataError) -> (values: [Double], notes: [DataNote])
  {
    let bytes = try FileContents.read(path)
    if NumpyFile.isArray(bytes) {
      return (
        try array(NumpyFile.parse(bytes, path: path), path, nodeCount: nodes.count),
        [DataNote("values have no ids and were joined to the nodes by position", at: .file(path))]
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
          // Names above values: the nodes are known here, so that there is no doubt left.
          if isFirst, scanner.double(value) == nil {
            isFirst = false
            continue
          }
          throw unknown(id, scanner, table)
        }
        isFirst = false
        guard !isGiven[node] else { throw scanner.error("duplicate node id \(scanner.excerpt(id))") }
        guard let number = scanner.double(value), number.isFinite else {
          throw scanner.error("the value is \(scanner.excerpt(value)), a finite number was expected")
        }
        values[node] = number
        isGiven[node] = true
      }
    }
    if let missing = isGiven.firstIndex(of: false) {
      throw DataError(
        .badData, "node '\(nodes[missing])' has no value, one for every node was expected", at: .file(path))
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
          "\(swift: "TableOptions(columns:)", option: "--columns") of a signal takes an id and a value, not \(chosen.count) columns",
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
        .badData, "has \(count) columns: \(names.prefix(8).map { "'\($0)'" }.joined(separator: ", "))",
        at: .line(path, line),
        hint:
          "\(swift: TableKind.signal.reading("columns: [\"id\", \"value\"]"), option: "--columns id,value") says which of them are id and value"
      )
    }
    let note = TableColumns.unused(
      names, count: count, read: [id, value] + (words[0].isEmpty ? [0] : []), path: path, line: line,
      hint:
        "\(swift: TableKind.signal.reading("columns: [\"id\", \"value\"]"), option: "--columns id,value") names those to read"
    )
    return TableColumns(read: [id, value], count: count, names: names, notes: note.map { [$0] } ?? [])
  }

  private static func array(_ array: NumpyArray, _ path: String, nodeCount: Int) throws(DataError)
    -> [Double]
  {
    let values = try array.doubles()
    guard values.count == nodeCount else {
      throw DataError(
        .badData, "holds \(values.count) numbers, one for each of \(nodeCount) nodes was expected",
        at: .file(path))
    }
    if let node = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "element \(node) is \(values[node]), finite numbers were expected", at: .file(path))
    }
    return values
  }
}

extension DataError {
  /// Two ids of different files that are meant to be one, most likely.
  static func alike(_ id: String, _ other: String, at place: Place?) -> DataError {
    let difference = IdentifierLikeness.difference(id, other)
    return DataError(
      .badData,
      "node id '\(id.prefix(60))' differs from '\(other.prefix(60))' only in \(difference.rawValue)",
      at: place, hint: "ids are compared byte by byte; write them alike in all files")
  }
}
