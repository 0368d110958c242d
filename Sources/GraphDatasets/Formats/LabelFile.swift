// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The labels of nodes in a file.
struct LabelSource {
  /// The name of the file.
  let path: String
  /// The nodes, one per label; nil if labels are in the order of the nodes.
  var identifiers: IdentifierTable?
  /// The labels.
  var labels: LabelColumn
  /// Finds the line of an id.
  var locator: RowLocator?
  /// Whether the first row may be a header.
  var firstRowMayBeHeader = false
  /// What the user should know about how the file was read.
  var notes: [DataNote] = []

  /// Treats the first row as a header.
  mutating func dropFirstRow() {
    guard let old = identifiers else { return }
    var rest = IdentifierTable()
    for index in 1..<max(1, old.count) { _ = rest.insert(old.name(index)) }
    identifiers = rest
    labels.dropFirst()
    firstRowMayBeHeader = false
  }
}

/// Reads files of labels: rows `id label` in any dialect of text tables, or an `.npy` array in the order
/// of the nodes.
enum LabelFile {
  ///
  /// - Parameter areNumbers: Whether the labels are numbers to predict instead of classes.
  static func read(_ path: String, options: TableOptions, areNumbers: Bool = false) throws(DataError)
    -> LabelSource
  {
    let bytes = try FileContents.read(path)
    if NumpyFile.isArray(bytes) {
      return LabelSource(
        path: path, labels: try LabelColumn(NumpyFile.parse(bytes, path: path), areNumbers: areNumbers))
    }
    return try read(TextFile(bytes: bytes, path: path), options: options, areNumbers: areNumbers)
  }

  /// Reads rows with an id and a label. A missing label means that the class is unknown.
  static func read(_ file: TextFile, options: TableOptions, areNumbers: Bool = false) throws(DataError)
    -> LabelSource
  {
    let form = file.tableForm(.labels, options)
    let header = TableHeader(form, kind: .labels, options: options, path: file.path)
    let columns = try Self.columns(form, header, options, file.path)
    var identifiers = IdentifierTable()
    var labels = LabelColumn(areNumbers: areNumbers)
    var notes = form.notes + header.notes + columns.notes
    try file.scanTable(form.dialect) { (scanner) throws(DataError) in
      if header.names != nil { _ = try scanner.nextRow() }
      while try scanner.nextRow() {
        var id: TableScanner.Field?
        var label: TableScanner.Field?
        var column = 0
        while let field = try scanner.nextField() {
          if column == columns.read[0] { id = field }
          if column == columns.read[1] { label = field }
          column += 1
          if let count = columns.count, column > count, !field.isEmpty {
            throw scanner.error(
              "expected \(Self.expectation(count)), found \(try scanner.fieldCount()) fields")
          }
        }
        guard let id else {
          throw scanner.error("expected '<id> <label>', found \(column) \(column == 1 ? "field" : "fields")")
        }
        guard try scanner.intern(id, in: &identifiers).isNew else {
          throw scanner.error("duplicate node id \(scanner.excerpt(id))")
        }
        try labels.append(label, scanner)
      }
      if scanner.doubtfulComments.count > 0 {
        notes.append(.comments(scanner.doubtfulComments, in: .labels, path: file.path))
      }
    }
    guard identifiers.count > 0 else { throw DataError(.badData, "has no labels", at: .file(file.path)) }
    notes.append(likenessIn: identifiers, path: file.path)
    return LabelSource(
      path: file.path, identifiers: identifiers, labels: labels,
      locator: RowLocator(path: file.path, dialect: form.dialect, columns: [columns.read[0]]),
      firstRowMayBeHeader: header.isDoubtful, notes: notes)
  }

  private static func expectation(_ count: Int) -> String {
    count == 2 ? "'<id> <label>'" : count.counted("field")
  }

  /// Returns the columns of the id and the label.
  private static func columns(
    _ form: TableForm, _ header: TableHeader, _ options: TableOptions, _ path: String
  ) throws(DataError) -> TableColumns {
    let count = max(2, form.sample.rows.dropFirst(header.names == nil ? 0 : 1).map(\.count).max() ?? 2)
    let line = form.sample.lines.first ?? 1
    if let chosen = try TableColumns.chosen(options, header: header, count: count, path: path, line: line) {
      guard chosen.count == 2 else {
        throw DataError(
          .usage,
          "\(swift: "TableOptions(columns:)", option: "--columns") for labels needs an id and a label, found \(chosen.count.counted("column"))",
          at: .file(path))
      }
      return TableColumns(read: chosen, count: count, names: nil, notes: [])
    }
    try requireNoEdges(header.names ?? form.sample.rows.first?.map(\.text) ?? [], count, path, line)
    guard let names = header.names, count > 2 else {
      // A row with more than two fields is an error unless the extra fields are empty.
      guard count == 2 || form.sample.rows.allSatisfy({ $0.dropFirst(2).allSatisfy { $0.text.isEmpty } })
      else {
        throw DataError(
          .badData, "expected '<id> <label>', found \(count.counted("field"))",
          at: .line(path, form.sample.lines[form.sample.rows.firstIndex { $0.count > 2 } ?? 0]),
          hint:
            "to choose the id and the label, use \(swift: TableKind.labels.reading("columns: [\"1\", \"2\"]"), option: "--columns 1,2")"
        )
      }
      return TableColumns(read: [0, 1], count: 2, names: nil, notes: [])
    }
    let words = names.map { $0.lowercased() }
    let isIndexed = words[0].isEmpty
    let id =
      words.indices.first { HeaderNames.ids.contains(words[$0]) } ?? (isIndexed && count > 3 ? nil : 0)
    let label = words.indices.first { HeaderNames.labels.contains(words[$0]) && $0 != id }
    let other = (0..<count).filter { $0 != id && !(isIndexed && $0 == 0) }
    guard let id, let label = label ?? (other.count == 1 ? other[0] : nil) else {
      throw DataError(
        .badData,
        "cannot tell which of the \(count) columns are id and label: \(names.prefix(8).map { "'\($0)'" }.joined(separator: ", "))",
        at: .line(path, line),
        hint:
          "to choose the id and the label, use \(swift: TableKind.labels.reading("columns: [\"id\", \"label\"]"), option: "--columns id,label")"
      )
    }
    let note = TableColumns.unused(
      names, count: count, read: [id, label] + (isIndexed ? [0] : []), path: path, line: line,
      hint:
        "to choose the columns, use \(swift: TableKind.labels.reading("columns: [\"id\", \"label\"]"), option: "--columns id,label")"
    )
    return TableColumns(read: [id, label], count: count, names: names, notes: note.map { [$0] } ?? [])
  }
}

extension LabelFile {
  /// Throws if the names of the columns are those of a table of edges.
  private static func requireNoEdges(_ names: [String], _ count: Int, _ path: String, _ line: Int)
    throws(DataError)
  {
    let words = names.map { $0.lowercased() }
    guard count > 2, let source = words.firstIndex(where: { ["source", "src", "from"].contains($0) }),
      let target = words.firstIndex(where: { ["target", "dst", "to"].contains($0) })
    else { return }
    throw DataError(
      .badData,
      "has the columns '\(names[source])' and '\(names[target])' of edges; expected an id and a label",
      at: .line(path, line),
      hint:
        "labels of edges are read by \(swift: "GraphTargets(edgeLabels:for:in:)", option: "train --task edge and edge-regression")"
    )
  }
}

extension [DataNote] {
  /// Adds a note if two identifiers of a file differ only in Unicode normalisation, surrounding
  /// whitespace or decimal notation.
  mutating func append(likenessIn table: IdentifierTable, path: String, what: String = "ids") {
    guard let pair = IdentifierLikeness(table).pair else { return }
    append(
      DataNote(
        "\(what) '\(pair.first.prefix(60))' and '\(pair.second.prefix(60))' differ only in \(IdentifierLikeness.difference(pair.first, pair.second).rawValue); they were read as different \(what)",
        at: .file(path)))
  }
}
