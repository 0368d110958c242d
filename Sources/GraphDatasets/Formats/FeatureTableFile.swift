// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Tables of features: rows `id, f1, f2, ...` in any dialect of text tables, with or without a header.
enum FeatureTableFile {
  private struct Layout {
    var id = 0
    /// For each field of a row, the column of its feature, or -1 if it is not a feature.
    var column: [Int32]
    var names: [String]?
    /// The name of the column of ids, if the table has names.
    var idName: String?
    /// Whether the caller chose the columns.
    var isChosen = false
    var notes: [DataNote] = []
    var featureCount: Int { column.count { $0 >= 0 } }
  }

  static func read(_ file: TextFile, options: ReadingOptions) throws(DataError) -> FeatureTable {
    let form = file.tableForm(.features, options.features)
    let header = TableHeader(form, kind: .features, options: options.features, path: file.path)
    guard let first = form.sample.rows.dropFirst(header.names == nil ? 0 : 1).first else {
      throw DataError(.badData, "has no features", at: .file(file.path))
    }
    guard first.count > 1 else {
      throw DataError(
        .badData, "expected '<id>, <feature>, ...', found 1 field",
        at: .line(file.path, form.sample.lines.first ?? 1))
    }
    let layout = try layout(form, header, fieldCount: first.count, options, file.path)
    var identifiers = IdentifierTable()
    var rows = FeatureRows()
    var missing: [(row: Int, column: Int32)] = []
    var notes = form.notes + header.notes + layout.notes
    try file.scanTable(form.dialect) { (scanner) throws(DataError) in
      if header.names != nil { _ = try scanner.nextRow() }
      while try scanner.nextRow() {
        try readRow(&scanner, layout, options, into: &rows, &identifiers, &missing)
      }
      if scanner.doubtfulComments.count > 0 {
        notes.append(.comments(scanner.doubtfulComments, in: .features, path: file.path))
      }
    }
    if !missing.isEmpty {
      let isMean = options.missingFeatures == .mean
      if isMean {
        let own = FeatureMeans(
          names: layout.names, values: rows.means(without: missing, columnCount: layout.featureCount))
        rows.fill(missing, with: (options.featureMeans.map { own.replaced(by: $0) } ?? own).values)
      }
      let names = Set(missing.map(\.column)).sorted().map { name(layout, $0) }
      // A column that the training data lacked is filled with its mean in this file.
      let trained = options.featureMeans.map { known in
        guard let own = layout.names, let others = known.names else { return true }
        return Set(missing.map { own[Int($0.column)] }).isSubset(of: others)
      }
      let isOfTraining = trained ?? false
      let list = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", ..." : "")
      notes.append(
        DataNote(
          "read \(missing.count.counted("missing feature")) as \(!isMean ? "0" : isOfTraining ? "the mean in the training data" : "the mean"): \(list)",
          at: .file(file.path)))
    }
    notes.append(likenessIn: identifiers, path: file.path)
    return FeatureTable(
      path: file.path, features: rows.finish(columnCount: layout.featureCount), names: layout.names,
      identifiers: identifiers,
      locator: RowLocator(path: file.path, dialect: form.dialect, columns: [layout.id]),
      firstRowMayBeHeader: header.isDoubtful, firstRow: form.sample.rows[0].map(\.text),
      hasZeroedFeatures: !missing.isEmpty && options.missingFeatures == .zero, notes: notes)
  }

  private static func readRow(
    _ scanner: inout TableScanner, _ layout: Layout, _ options: ReadingOptions, into rows: inout FeatureRows,
    _ identifiers: inout IdentifierTable, _ missing: inout [(row: Int, column: Int32)]
  ) throws(DataError) {
    let expected = layout.column.count
    var field = 0
    var hasID = false
    // The requested columns may be in a different order than those in the file. A row is sorted once
    // when it is complete.
    while let text = try scanner.nextField() {
      guard field < expected else { throw try wrongCount(scanner, expected) }
      let column = layout.column[field]
      if field == layout.id {
        let isNew: Bool
        do throws(DataError) {
          isNew = try scanner.intern(text, in: &identifiers).isNew
        } catch {
          var error = error
          error.hint = error.hint ?? idHint(layout)
          throw error
        }
        guard isNew else {
          throw scanner.error("duplicate node id \(scanner.excerpt(text))", hint: idHint(layout))
        }
        hasID = true
      } else if column >= 0 {
        if let value = scanner.double(text), !value.isNaN {
          rows.append(column: column, value: try finite(value, text, scanner, layout, column))
        } else {
          try readMissing(text, scanner, layout, column, options)
          missing.append((rows.rowCount, column))
        }
      }
      field += 1
    }
    guard field == expected, hasID else { throw try wrongCount(scanner, expected) }
    rows.endRow()
  }

  /// Throws if the field is not a missing value, or if missing values are not allowed.
  private static func readMissing(
    _ field: TableScanner.Field, _ scanner: TableScanner, _ layout: Layout, _ column: Int32,
    _ options: ReadingOptions
  ) throws(DataError) {
    let name = name(layout, column)
    guard scanner.isMissing(field) else {
      throw scanner.error(
        "\(name) is \(scanner.excerpt(field)); expected a number",
        hint: notNumberHint(scanner.excerpt(field), layout, column, wanted: options.featureNames))
    }
    guard options.missingFeatures != .refused else {
      throw scanner.error(
        field.isEmpty
          ? "\(name) is missing; expected a number"
          : "\(name) is \(scanner.excerpt(field)); expected a finite 32-bit number",
        hint:
          "to read missing features as the mean of the others, or as 0, use \(swift: "ReadingOptions(missingFeatures: .mean)", option: "--missing-features mean") or \(swift: "ReadingOptions(missingFeatures: .zero)", option: "--missing-features zero")\(swift: "; for the prediction of a classifier, use reading: classifier.readingOptions", option: "")"
      )
    }
  }

  /// Returns the hint for a field that is not a number.
  private static func notNumberHint(
    _ text: String, _ layout: Layout, _ column: Int32, wanted: [String]?
  ) -> Wording {
    let characters = text.dropFirst().dropLast()
    if characters.contains(where: \.isNumber), characters.allSatisfy({ $0.isNumber || ",.' -".contains($0) })
    {
      return "write numbers without thousands separators"
    }
    if let wanted, let name = layout.names?[Int(column)], wanted.contains(name) {
      return "the classifier uses this feature, so every node needs a number"
    }
    let ids = layout.idName.map { "ids were read from column '\($0.prefix(40))'; " } ?? ""
    let id = layout.idName ?? "id"
    let name = layout.names.map { $0[Int(column)] }
    let others = layout.names.map { $0.filter { $0 != name }.prefix(2).joined(separator: ",") } ?? "f1,f2"
    let example = others.isEmpty ? "f1,f2" : others
    let swift = ([id] + example.split(separator: ",").map(String.init)).map { "\"\($0)\"" }
      .joined(separator: ", ")
    return
      "\(ids)write a column of categories as one 0/1 column per category, or choose the columns with \(swift: TableKind.features.reading("columns: [\(swift)]"), option: "--columns features:\(id),\(example)")"
  }

  /// Returns the hint for an id that is empty or occurs twice where the caller chose the columns.
  private static func idHint(_ layout: Layout) -> Wording? {
    guard layout.isChosen, let id = layout.idName else { return nil }
    return
      "the first of \(swift: "TableOptions(columns:)", option: "--columns") is the id: column '\(id.prefix(40))' was read as ids"
  }

  private static func name(_ layout: Layout, _ column: Int32) -> String {
    layout.names.map { "feature '\($0[Int(column)].prefix(40))'" } ?? "feature \(column + 1)"
  }

  private static func finite(
    _ value: Double, _ field: TableScanner.Field, _ scanner: TableScanner, _ layout: Layout, _ column: Int32
  ) throws(DataError) -> Float {
    let rounded = Float(value)
    guard rounded.isFinite else {
      throw scanner.error(
        "\(name(layout, column)) is \(scanner.excerpt(field)); expected a finite 32-bit number")
    }
    return rounded
  }

  /// Determines which fields are the id and the features.
  private static func layout(
    _ form: TableForm, _ header: TableHeader, fieldCount: Int, _ options: ReadingOptions, _ path: String
  ) throws(DataError) -> Layout {
    let line = form.sample.lines.first ?? 1
    if let names = header.names, names.count != fieldCount {
      throw DataError(
        .badData, "expected \(names.count.counted("field")) as in the header, found \(fieldCount)",
        at: .line(path, form.sample.lines.dropFirst().first ?? line))
    }
    if let chosen = try TableColumns.chosen(
      options.features, header: header, count: fieldCount, path: path, line: line)
    {
      guard chosen.count >= 2 else {
        throw DataError(
          .usage,
          "\(swift: "TableOptions(columns:)", option: "--columns") for features needs an id and at least one feature",
          at: .file(path))
      }
      var layout = Layout(id: chosen[0], column: [Int32](repeating: -1, count: fieldCount))
      for (column, field) in chosen.dropFirst().enumerated() { layout.column[field] = Int32(column) }
      layout.names = header.names.map { names in chosen.dropFirst().map { names[$0] } }
      layout.idName = header.names?[chosen[0]] ?? "\(chosen[0] + 1)"
      layout.isChosen = true
      return layout
    }
    var skipped: Set<Int> = []
    var id = 0
    if let names = header.names {
      let words = names.map { $0.lowercased() }
      let named = words.indices.filter { ["id", "node", "node_id", "nodeid"].contains(words[$0]) }
      if words[0].isEmpty, named.count == 1, named[0] == 1 {
        // Row names precede the ids.
        id = 1
        skipped = [0]
      } else if !HeaderNames.ids.contains(words[0]), !words[0].isEmpty, named.count == 1 {
        id = named[0]
      }
    }
    if let names = header.names, let wanted = options.featureNames,
      let known = known(wanted, among: names, id: id, path: path, line: line)
    {
      return known
    }
    var layout = Layout(id: id, column: [])
    layout.idName = header.names?[id]
    var next: Int32 = 0
    for field in 0..<fieldCount {
      let isFeature = field != id && !skipped.contains(field)
      layout.column.append(isFeature ? next : -1)
      if isFeature { next += 1 }
    }
    layout.names = header.names.map { names in
      names.indices.filter { layout.column[$0] >= 0 }.map { names[$0] }
    }
    return layout
  }

  /// Returns the layout of a table from which only the features `wanted` are read, or nil if it lacks one
  /// of them, one occurs twice, or there are no others.
  private static func known(
    _ wanted: [String], among names: [String], id: Int, path: String, line: Int
  ) -> Layout? {
    let fields = names.indices.filter { $0 != id }
    let places = Dictionary(fields.map { (names[$0], [$0]) }, uniquingKeysWith: +)
    let read = wanted.compactMap { name in places[name].flatMap { $0.count == 1 ? $0[0] : nil } }
    guard read.count == wanted.count, Set(read).count == read.count, read.count < fields.count,
      !read.isEmpty
    else { return nil }
    var layout = Layout(id: id, column: [Int32](repeating: -1, count: names.count), names: wanted)
    for (column, field) in read.enumerated() { layout.column[field] = Int32(column) }
    layout.idName = names[id]
    let note = TableColumns.unused(
      names, count: names.count, read: read + [id], path: path, line: line,
      hint: "the model does not use \(fields.count - read.count == 1 ? "it" : "them")")
    layout.notes = note.map { [$0] } ?? []
    return layout
  }

  private static func wrongCount(_ scanner: TableScanner, _ expected: Int) throws(DataError) -> DataError {
    scanner.error("expected \(expected - 1) features, found \(try scanner.fieldCount() - 1)")
  }
}
