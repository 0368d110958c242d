// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// A table of edges with a label or features: rows `source target value ...`.
struct EdgeTargetFile {
  private let data: NodeDataset
  private let file: TextFile
  private let form: TableForm
  private let header: TableHeader
  private let options: TableOptions
  private let dropsUnknown: Bool
  private let content: Content

  /// What a row says of its edge.
  enum Content { case labels, features }

  init(_ path: String, _ content: Content, data: NodeDataset, options: TableOptions, dropsUnknown: Bool)
    throws(DataError)
  {
    self.content = content
    self.data = data
    self.options = options
    self.dropsUnknown = dropsUnknown
    file = try TextFile(path)
    form = file.tableForm(.edges, options)
    header = TableHeader(form, kind: .edges, options: options, path: path)
    guard !form.sample.rows.isEmpty else {
      throw DataError(
        .badData, content == .labels ? "has no labels of edges" : "has no features of edges", at: .file(path))
    }
  }

  /// The form of a row, for errors.
  private var expectation: String {
    content == .labels ? "'<source> <target> <label>'" : "'<source> <target> <number> ...'"
  }

  /// The edges of a table of labels.
  struct Labels {
    var pairs: EdgePairs
    /// The labels as classes.
    var column = LabelColumn()
    /// The labels as numbers, NaN where unknown.
    var numbers: [Double] = []
    var notes: [DataNote]
  }

  /// Returns the edges with their labels.
  func labels(areNumbers: Bool) throws(DataError) -> Labels {
    let columns = try labelColumns()
    var result = Labels(pairs: try EdgePairs(data), notes: form.notes + header.notes + columns.notes)
    var missing = 0
    let dropped = try forEachEdge(columns.read) { (scanner, source, target, fields) throws(DataError) in
      guard fields.count == 1 else {
        throw scanner.error("expected \(expectation), found \(try scanner.fieldCount()) fields")
      }
      let field = fields[0]
      let isMissing = field.isEmpty || scanner.isMissing(field)
      let text = isMissing ? "" : try scanner.string(field)
      let number = areNumbers && !isMissing ? scanner.double(field) : .nan
      if areNumbers, !isMissing, number?.isFinite != true {
        throw scanner.error("the label is \(scanner.excerpt(field)); expected a finite number")
      }
      guard try result.pairs.add(source, target, text, at: .line(file.path, scanner.line)) else { return }
      if areNumbers {
        if isMissing && !field.isEmpty { missing += 1 }
        result.numbers.append(number ?? .nan)
      } else {
        try result.column.append(isMissing && field.isEmpty ? nil : field, scanner)
      }
    }
    if missing > 0 {
      result.notes.append(DataNote("read \(missing.counted("label")) as missing", at: .file(file.path)))
    }
    if result.pairs.repeatedCount > 0 {
      result.notes.append(
        DataNote(
          "\(result.pairs.repeatedCount.counted("edge")) occurred again with the same label and \(result.pairs.repeatedCount == 1 ? "was" : "were") counted once",
          at: .file(file.path)))
    }
    result.notes += note(dropped)
    return result
  }

  /// Returns the features of edges.
  ///
  /// - Parameter missing: how edges without features and missing numbers are handled; the mean is left to the
  ///   model, which knows that of its training edges, and is NaN here.
  func features(of pairs: EdgePairs, missing: ReadingOptions.MissingFeatures) throws(DataError) -> (
    features: Tensor, names: [String], notes: [DataNote]
  ) {
    let count = max(3, form.sample.rows.dropFirst(header.names == nil ? 0 : 1).map(\.count).max() ?? 3)
    let read = try featureColumns(count)
    let names = read.dropFirst(2).map { column in
      header.names.flatMap { $0.indices.contains(column) ? $0[column] : nil } ?? "\(column + 1)"
    }
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw DataError(
        .badData, "\(names.count { $0 == name }) columns have the name '\(name)'", at: .file(file.path))
    }
    if names.contains(GraphTargets.weightName), data.graph.isWeighted {
      throw DataError(
        .badData,
        "a column has the name '\(GraphTargets.weightName)', which is that of the weights of the graph; they are features of the edges in any case",
        at: .file(file.path))
    }
    let width = names.count
    let fill: Float = missing == .zero ? 0 : .nan
    let indices = pairs.indices()
    var rows = [Float](repeating: fill, count: pairs.sources.count * width)
    var lines = [Int](repeating: 0, count: pairs.sources.count)
    var filled = 0
    let lookup = EdgeLookup(data.graph)
    let dropped = try forEachEdge(read) { (scanner, source, target, fields) throws(DataError) in
      guard fields.count == width else {
        throw scanner.error("expected \(width + 2) fields, found \(fields.count + 2)")
      }
      guard let edge = pairs.index(source, target, in: indices) else {
        guard lookup.weight(from: source, to: target) != nil else { throw noEdge(source, target, scanner) }
        return
      }
      guard lines[edge] == 0 else {
        throw scanner.error("the edge already has features in line \(lines[edge])")
      }
      lines[edge] = scanner.line
      for (column, field) in fields.enumerated() {
        if missing != .refused, field.isEmpty || scanner.isMissing(field) {
          filled += 1
          continue
        }
        guard let number = scanner.double(field), Float(number).isFinite else {
          throw scanner.error(
            "the feature is \(scanner.excerpt(field)); expected a number between -3.4e38 and 3.4e38")
        }
        rows[edge * width + column] = Float(number)
      }
    }
    let without = lines.count { $0 == 0 }
    if missing == .refused, let edge = lines.firstIndex(of: 0) {
      let names = [pairs.sources[edge], pairs.targets[edge]].map {
        "'\(data.nodeIdentifiers[Int($0)].prefix(40))'"
      }
      throw DataError(
        .badData, "has no features of the edge from \(names[0]) to \(names[1]); every edge needs them",
        at: .file(file.path),
        hint:
          "to use 0 or the mean instead, use \(swift: "missingFeatures: .zero", option: "--missing-features zero")"
      )
    }
    var notes = form.notes + header.notes + note(dropped)
    if filled + without > 0 {
      notes.append(
        DataNote(
          "read \(filled.counted("missing feature")) and the features of \(without.counted("edge")) that the file lacks as \(missing == .zero ? "0" : "the mean")",
          at: .file(file.path)))
    }
    return (Tensor(rows, shape: [pairs.sources.count, width]), names, notes)
  }

  /// Returns the columns of the ends and the features. An unnamed first column numbers the rows.
  private func featureColumns(_ count: Int) throws(DataError) -> [Int] {
    if let chosen = try TableColumns.chosen(
      options, header: header, count: count, path: file.path, line: form.sample.lines.first ?? 1)
    {
      guard chosen.count >= 3 else {
        throw DataError(
          .usage,
          "\(swift: "TableOptions(columns:)", option: "--columns") for features of edges needs a source, a target and numbers, found \(chosen.count.counted("column"))",
          at: .file(file.path))
      }
      return chosen
    }
    let ends = endColumns(count)
    let isIndexed = header.names?.first?.isEmpty == true
    return [ends.source, ends.target]
      + (0..<count).filter { $0 != ends.source && $0 != ends.target && !(isIndexed && $0 == 0) }
  }

  private func noEdge(_ source: Int32, _ target: Int32, _ scanner: TableScanner) -> DataError {
    let names = [source, target].map { "'\(data.nodeIdentifiers[Int($0)].prefix(40))'" }
    return scanner.error(
      "the graph has no edge from \(names[0]) to \(names[1])",
      hint:
        "to skip edges that the graph does not have, use \(swift: "dropsUnknown: true", option: "--drop-unknown")"
    )
  }

  private func note(_ dropped: Int) -> [DataNote] {
    guard dropped > 0 else { return [] }
    return [DataNote("skipped \(dropped.counted("edge")) that the graph does not have", at: .file(file.path))]
  }

  /// Calls `body` for each row with the nodes and the fields of the other columns. Returns the number of rows
  /// that are no edges of the graph and were skipped.
  private func forEachEdge(
    _ columns: [Int],
    _ body: (TableScanner, _ source: Int32, _ target: Int32, _ fields: [TableScanner.Field]) throws(DataError)
      ->
      Void
  ) throws(DataError) -> Int {
    let table = data.nodeIdentifiers.table
    let lookup = EdgeLookup(data.graph)
    var dropped = 0
    try file.scanTable(form.dialect) { (scanner) throws(DataError) in
      if header.names != nil && !header.isComment { _ = try scanner.nextRow() }
      var isFirst = header.isDoubtful
      while try scanner.nextRow() {
        var fields: [TableScanner.Field?] = [TableScanner.Field?](repeating: nil, count: columns.count)
        var column = 0
        while let field = try scanner.nextField() {
          if let place = columns.firstIndex(of: column) {
            fields[place] = field
          } else if header.names == nil && options.columns == nil && !field.isEmpty {
            fields.append(field)
          }
          column += 1
        }
        if let names = header.names, column > names.count {
          throw scanner.error("expected \(names.count) fields, found \(column)")
        }
        guard let source = fields[0], let target = fields[1] else {
          throw scanner.error("expected \(expectation), found \(column.counted("field"))")
        }
        let ends = (scanner.index(of: source, in: table), scanner.index(of: target, in: table))
        defer { isFirst = false }
        if isFirst, ends.0 == nil, ends.1 == nil { continue }
        if dropsUnknown {
          guard let source = ends.0, let target = ends.1, lookup.weight(from: source, to: target) != nil
          else {
            dropped += 1
            continue
          }
        }
        guard let first = ends.0, let second = ends.1 else {
          throw scanner.error(
            "unknown node id \(scanner.excerpt(ends.0 == nil ? source : target))",
            hint: ends.0 == nil && ends.1 == nil
              ? "are the first two columns the ends of an edge?"
              : "to skip edges that the graph does not have, use \(swift: "dropsUnknown: true", option: "--drop-unknown")"
          )
        }
        try body(scanner, first, second, fields.dropFirst(2).compactMap(\.self))
      }
    }
    return dropped
  }

  /// Returns the columns of the ends: those with known names if both have one, or else the first two.
  private func endColumns(_ count: Int) -> (source: Int, target: Int) {
    guard let names = header.names?.map({ $0.lowercased() }) else { return (0, 1) }
    let first = names.first?.isEmpty == true && count > 3 ? 1 : 0
    guard let source = names.indices.first(where: { HeaderNames.sources.contains(names[$0]) }),
      let target = names.indices.first(where: { HeaderNames.targets.contains(names[$0]) && $0 != source })
    else { return (first, first + 1) }
    return (source, target)
  }

  /// Returns the columns of the ends and the label.
  private func labelColumns() throws(DataError) -> TableColumns {
    let path = file.path
    let line = form.sample.lines.first ?? 1
    let count =
      header.names?.count ?? max(3, form.sample.rows.map(\.count).max() ?? 3)
    if let chosen = try TableColumns.chosen(options, header: header, count: count, path: path, line: line) {
      guard chosen.count == 3 else {
        throw DataError(
          .usage,
          "\(swift: "TableOptions(columns:)", option: "--columns") for labels of edges needs a source, a target and a label, found \(chosen.count.counted("column"))",
          at: .file(path))
      }
      return TableColumns(read: chosen, count: count, names: nil, notes: [])
    }
    let ends = endColumns(count)
    let widest = form.sample.rows.map(\.count).max() ?? 0
    guard widest >= 3 else {
      throw DataError(
        .badData, "expected \(expectation), found \(widest.counted("field"))",
        at: .line(path, line))
    }
    guard let names = header.names else {
      return TableColumns(read: [0, 1, 2], count: 3, names: nil, notes: [])
    }
    let others = names.indices.filter { $0 != ends.source && $0 != ends.target && !names[$0].isEmpty }
    let known = others.first { HeaderNames.labels.contains(names[$0].lowercased()) }
    guard let label = known ?? (others.count == 1 ? others[0] : nil) else {
      throw DataError(
        .badData,
        "cannot tell which of the \(count) columns is the label of an edge: \(names.prefix(8).map { "'\($0)'" }.joined(separator: ", "))",
        at: .line(path, line),
        hint:
          "to choose the columns, use \(swift: TableKind.labels.reading("columns: [\"source\", \"target\", \"label\"]"), option: "--columns labels:source,target,label")"
      )
    }
    let note = TableColumns.unused(
      names, count: count, read: [ends.source, ends.target, label], path: path, line: line,
      hint:
        "to choose the columns, use \(swift: TableKind.labels.reading("columns: [\"source\", \"target\", \"label\"]"), option: "--columns labels:source,target,label")"
    )
    return TableColumns(
      read: [ends.source, ends.target, label], count: count, names: names, notes: note.map { [$0] } ?? [])
  }
}
