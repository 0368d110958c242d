// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Edge lists: rows with a source, a target and an optional weight, in any dialect of text tables.
///
/// Edge data as written by NetworkX (`a b {'weight': 2}`) and the lists of SNAP and KONECT are also
/// supported.
enum EdgeListFile {
  /// Reads a large file in windows. Returns nil if the file must be read as a whole.
  ///
  /// - Parameter head: The start of the file, from which its form is detected.
  static func read(_ stream: TableStream, _ head: TextFile, options: TableOptions) throws(DataError)
    -> EdgeSource?
  {
    let form = head.tableForm(.edges, options)
    guard form.isCertain, EdgeDictionaries(head, options) == nil else { return nil }
    let layout = try EdgeListLayout(form, options, head)
    guard layout.isPlain && !layout.isBipartite else { return nil }
    let capacity = estimatedRowCount(stream.byteCount, form)
    return try read(stream, form, layout, head, capacity: capacity) { (_) throws(DataError) in }
  }

  /// Reads a large file in windows and passes its edges to `take`, window by window, instead of collecting
  /// them. Returns the nodes of the file, or nil if the file must be read as a whole.
  ///
  /// - Parameter take: Receives the edges; `weights` is empty if edges have none.
  /// - Throws: `usage` if it depends on other files whether the first row is a header.
  static func read(
    _ stream: TableStream, _ head: TextFile, options: TableOptions,
    take: (_ sources: [Int32], _ targets: [Int32], _ weights: [Double]) throws(DataError) -> Void
  ) throws(DataError) -> EdgeSource? {
    let form = head.tableForm(.edges, options)
    guard form.isCertain, EdgeDictionaries(head, options) == nil else { return nil }
    let layout = try EdgeListLayout(form, options, head)
    guard layout.isPlain && !layout.isBipartite else { return nil }
    guard !layout.isHeaderDoubtful else {
      throw DataError(
        .usage, "the first row may be a header", at: .line(head.path, 1),
        hint:
          "to say whether it is, use \(swift: TableKind.edges.reading("hasHeader:"), option: "--header or --no-header")"
      )
    }
    return try read(stream, form, layout, head, capacity: 1 << 20) { (pairs) throws(DataError) in
      try take(pairs.first, pairs.second, pairs.values)
      pairs.first.removeAll(keepingCapacity: true)
      pairs.second.removeAll(keepingCapacity: true)
      pairs.values.removeAll(keepingCapacity: true)
    }
  }

  /// Returns whether the rows of a large file have weights; false if the file must be read as a whole.
  static func isWeighted(_ head: TextFile, options: TableOptions) throws(DataError) -> Bool {
    let form = head.tableForm(.edges, options)
    guard form.isCertain, EdgeDictionaries(head, options) == nil else { return false }
    return try EdgeListLayout(form, options, head).weight != nil
  }

  /// Returns the number of rows of a large file, estimated from the first ones.
  static func estimatedRowCount(_ stream: TableStream, _ head: TextFile, options: TableOptions) -> Int {
    estimatedRowCount(stream.byteCount, head.tableForm(.edges, options))
  }

  /// Reads edges. The nodes are named, in order of first appearance.
  static func read(_ file: TextFile, options: TableOptions) throws(DataError) -> EdgeSource {
    if let dictionary = EdgeDictionaries(file, options) { return try dictionary.read(file) }
    let form = file.tableForm(.edges, options)
    let layout = try EdgeListLayout(form, options, file)
    var edges = EdgeTable()
    var names = IdentifierTable(forBytes: file.bytes.count)
    var other = IdentifierTable()
    var doubtfulComments = (count: 0, firstLine: 0)
    try file.scanTable(form.dialect) { (scanner) throws(DataError) in
      if layout.hasHeader { _ = try scanner.nextRow() }
      if layout.isBipartite {
        try layout.readBipartite(&scanner, into: &edges, left: &names, right: &other)
      } else if layout.isPlain {
        let count = estimatedRowCount(file.bytes.count, form)
        var pairs = IdentifierPairs(capacity: count, hasValues: layout.weight != nil)
        try layout.readPlain(&scanner, into: &pairs, &names)
        edges = EdgeTable(pairs, isWeighted: layout.weight != nil)
      } else {
        try layout.readRows(&scanner, into: &edges, &names)
      }
      doubtfulComments = scanner.doubtfulComments
    }
    var source = source(file.path, form, layout, edges, names, doubtfulComments)
    if layout.isBipartite {
      source.nodes = .named(try Self.joinedSides(names, other, &source.edges))
      source.notes.append(
        DataNote(
          "the graph is bipartite; its nodes are named left:ID and right:ID",
          at: .file(file.path)))
    }
    return source
  }

  private static func read(
    _ stream: TableStream, _ form: TableForm, _ layout: EdgeListLayout, _ head: TextFile,
    capacity: Int, afterWindow: (inout IdentifierPairs) throws(DataError) -> Void
  ) throws(DataError) -> EdgeSource {
    var names = IdentifierTable(forBytes: stream.byteCount)
    var pairs = IdentifierPairs(capacity: capacity, hasValues: layout.weight != nil)
    var doubtfulComments = (count: 0, firstLine: 0)
    var isFirst = true
    try stream.forEachWindow(form.dialect) { (scanner) throws(DataError) in
      if isFirst && layout.hasHeader { _ = try scanner.nextRow() }
      isFirst = false
      try layout.readPlain(&scanner, into: &pairs, &names)
      try afterWindow(&pairs)
      if doubtfulComments.count == 0 { doubtfulComments.firstLine = scanner.doubtfulComments.firstLine }
      doubtfulComments.count += scanner.doubtfulComments.count
    }
    return source(
      head.path, form, layout, EdgeTable(pairs, isWeighted: layout.weight != nil), names,
      doubtfulComments)
  }

  private static func source(
    _ path: String, _ form: TableForm, _ layout: EdgeListLayout, _ edges: EdgeTable,
    _ names: IdentifierTable, _ doubtfulComments: (count: Int, firstLine: Int)
  ) -> EdgeSource {
    var source = EdgeSource(path: path, nodes: .named(names), edges: edges, notes: form.notes + layout.notes)
    source.firstRowMayBeHeader = layout.isHeaderDoubtful
    source.locator = RowLocator(path: path, dialect: form.dialect, columns: [layout.source, layout.target])
    source.notes.append(likenessIn: names, path: path)
    if doubtfulComments.count > 0 { source.notes.append(.comments(doubtfulComments, in: .edges, path: path)) }
    return source
  }

  /// Estimates the number of rows in the file from the first rows.
  private static func estimatedRowCount(_ byteCount: Int, _ form: TableForm) -> Int {
    let bytes = form.sample.rows.prefix(100).reduce(0) { $0 + $1.reduce(0) { $0 + $1.text.utf8.count + 1 } }
    guard bytes > 0 else { return 0 }
    return byteCount / max(4, bytes / min(100, form.sample.rows.count)) + 16
  }

  /// Returns the nodes of both sides with distinct names and renumbers the targets of `edges`.
  private static func joinedSides(
    _ left: IdentifierTable, _ right: IdentifierTable, _ edges: inout EdgeTable
  ) throws(DataError) -> IdentifierTable {
    var all = IdentifierTable()
    for index in 0..<left.count { _ = all.insert("left:" + left.name(index)) }
    for index in 0..<right.count { _ = all.insert("right:" + right.name(index)) }
    edges.shiftTargets(by: Int32(left.count))
    return all
  }
}

extension DataNote {
  /// Returns a note that lines which could be rows were skipped as comments.
  static func comments(_ comments: (count: Int, firstLine: Int), in kind: TableKind, path: String) -> DataNote
  {
    DataNote(
      "ignored \(comments.count) \(comments.count == 1 ? "line" : "lines") starting with '# ' or '% ' as \(comments.count == 1 ? "a comment" : "comments"); to change this, use \(swift: kind.reading("comment:"), option: "--comment")",
      at: .line(path, comments.firstLine))
  }
}

/// The roles of the columns of an edge list.
struct EdgeListLayout {
  private(set) var source = 0
  private(set) var target = 1
  private(set) var weight: Int?
  /// The number of fields per row.
  private(set) var columnCount = 2
  private(set) var hasHeader = false
  private(set) var isHeaderDoubtful = false
  private(set) var isBipartite = false
  private(set) var notes: [DataNote] = []

  /// Whether rows consist only of a source, a target and an optional weight, in this order.
  var isPlain: Bool {
    source == 0 && target == 1 && columnCount == 2 + (weight == nil ? 0 : 1) && (weight ?? 2) == 2
  }

  init(_ form: TableForm, _ options: TableOptions, _ file: TextFile) throws(DataError) {
    let header = TableHeader(form, kind: .edges, options: options, path: file.path)
    notes = header.notes
    hasHeader = header.names != nil && !header.isComment
    isHeaderDoubtful = header.isDoubtful
    guard let first = form.sample.rows.first else { return }
    let line = form.sample.lines.first ?? 1
    let dataRow = hasHeader ? form.sample.rows.dropFirst().first : first
    columnCount = dataRow?.count ?? first.count
    if hasHeader && (header.names?.count ?? 0) < 2 {
      throw DataError(
        .badData, "expected at least 2 fields in the header, found \(header.names?.count ?? 0)",
        at: .line(file.path, line))
    }
    if let chosen = try TableColumns.chosen(
      options, header: header, count: columnCount, path: file.path, line: line)
    {
      guard chosen.count == 2 || chosen.count == 3 else {
        throw DataError(
          .usage,
          "\(swift: "TableOptions(columns:)", option: "--columns") for edges needs a source, a target and an optional weight, found \(chosen.count.counted("column"))",
          at: .file(file.path))
      }
      (source, target) = (chosen[0], chosen[1])
      weight = chosen.count == 3 ? chosen[2] : nil
      return
    }
    if let names = header.names {
      takeNames(names, form, line, file.path)
    } else {
      try takePositions(form, line, file.path)
    }
    noteTimes(form, line, file.path)
  }

  private mutating func takeNames(_ names: [String], _ form: TableForm, _ line: Int, _ path: String) {
    let words = names.map { $0.lowercased() }
    let source = words.firstIndex { HeaderNames.sources.contains($0) }
    let target = words.indices.first { HeaderNames.targets.contains(words[$0]) && $0 != source }
    let weight = words.indices.first {
      HeaderNames.weights.contains(words[$0]) && $0 != source && $0 != target
    }
    if let source, let target {
      (self.source, self.target, self.weight) = (source, target, weight)
    } else {
      // Row names, which R and pandas write, are not nodes.
      let start = words[0].isEmpty && words.count > 2 ? 1 : 0
      (self.source, self.target) = (start, start + 1)
      self.weight = weight
      if weight == nil, words.count > start + 2, form.sample.isNumeric(column: start + 2) {
        self.weight = start + 2
        notes.append(
          DataNote(
            "column '\(names[start + 2].prefix(40))' was read as the weight; to ignore it, use \(swift: TableKind.edges.reading("columns: [\"\(start + 1)\", \"\(start + 2)\"]"), option: "--columns \(start + 1),\(start + 2)")",
            at: .line(path, line)))
      }
    }
    var read = [self.source, self.target]
    if let weight = self.weight { read.append(weight) }
    // A nameless index column is not mentioned in the note.
    let count = words[0].isEmpty && !read.contains(0) ? 1 : 0
    // An example with the names of this file; without a weight, with the first column that was ignored.
    let third = self.weight ?? names.indices.first { !read.contains($0) && !(count == 1 && $0 == 0) }
    let example = ([self.source, self.target] + (third.map { [$0] } ?? [])).map { names[$0].prefix(40) }
    let quoted = example.map { "\"\($0)\"" }.joined(separator: ", ")
    if let note = TableColumns.unused(
      names, count: names.count, read: read + (count == 1 ? [0] : []), path: path, line: line,
      hint:
        "to choose source, target and weight, use for example \(swift: TableKind.edges.reading("columns: [\(quoted)]"), option: "--columns \(example.joined(separator: ","))")"
    ) {
      notes.append(note)
    }
  }

  private mutating func takePositions(_ form: TableForm, _ line: Int, _ path: String) throws(DataError) {
    if let konect = KONECTHeader(form) {
      isBipartite = konect.isBipartite
      if columnCount > 2 { weight = konect.hasWeights || columnCount == 3 ? 2 : nil }
      if columnCount == 4 {
        notes.append(DataNote("the times of edges were ignored", at: .line(path, line)))
      }
      if columnCount <= 4 { return }
    }
    if columnCount == 3 { weight = 2 }
    guard columnCount <= 3 else {
      throw DataError(
        .badData, "expected '<source> <target> [weight]', found \(columnCount.counted("field"))",
        at: .line(path, line),
        hint:
          "to choose source, target and weight, use \(swift: TableKind.edges.reading("columns: [\"1\", \"2\", \"3\"]"), option: "--columns 1,2,3")"
      )
    }
  }

  /// Adds a note if the weights look like timestamps, which lists of contacts have in the third column.
  private mutating func noteTimes(_ form: TableForm, _ line: Int, _ path: String) {
    guard let weight else { return }
    let values = form.sample.rows.dropFirst(hasHeader ? 1 : 0).compactMap {
      $0.indices.contains(weight) ? Int($0[weight].text) : nil
    }
    guard values.count == form.sample.rows.count - (hasHeader ? 1 : 0), let least = values.min(),
      least >= 100_000_000
    else { return }
    notes.append(
      DataNote(
        "column \(weight + 1) was read as the weight but looks like times; to ignore it, use \(swift: TableKind.edges.reading("columns: [\"\(source + 1)\", \"\(target + 1)\"]"), option: "--columns \(source + 1),\(target + 1)")",
        at: .line(path, line)))
  }

  // MARK: Rows

  /// Reads rows with a source, a target and an optional weight, the form of nearly all large files.
  func readPlain(
    _ scanner: inout TableScanner, into pairs: inout IdentifierPairs, _ names: inout IdentifierTable
  ) throws(DataError) {
    try scanner.readPairs(hasValues: weight != nil, into: &pairs, names: &names) {
      (scanner, failure) throws(DataError) in
      switch failure {
      case .count: try wrongCount(scanner)
      case .value(let field): Self.wrongValue(field, scanner)
      }
    }
  }

  /// Reads rows with other columns.
  func readRows(_ scanner: inout TableScanner, into edges: inout EdgeTable, _ names: inout IdentifierTable)
    throws(DataError)
  {
    while try scanner.nextRow() {
      let (source, target, weight) = try fields(&scanner)
      let sourceNode = try scanner.intern(source, in: &names).index
      let targetNode = try scanner.intern(target, in: &names).index
      guard let weight else {
        edges.append(sourceNode, targetNode)
        continue
      }
      edges.append(sourceNode, targetNode, weight: try Self.value(weight, scanner))
    }
  }

  /// Reads rows whose sources and targets have separate ids.
  func readBipartite(
    _ scanner: inout TableScanner, into edges: inout EdgeTable, left: inout IdentifierTable,
    right: inout IdentifierTable
  ) throws(DataError) {
    while try scanner.nextRow() {
      let (source, target, weight) = try fields(&scanner)
      let sourceNode = try scanner.intern(source, in: &left).index
      let targetNode = try scanner.intern(target, in: &right).index
      guard let weight else {
        edges.append(sourceNode, targetNode)
        continue
      }
      edges.append(sourceNode, targetNode, weight: try Self.value(weight, scanner))
    }
  }

  private func fields(_ scanner: inout TableScanner) throws(DataError) -> (
    source: TableScanner.Field, target: TableScanner.Field, weight: TableScanner.Field?
  ) {
    var source: TableScanner.Field?
    var target: TableScanner.Field?
    var weight: TableScanner.Field?
    var column = 0
    while let field = try scanner.nextField() {
      if column == self.source { source = field }
      if column == self.target { target = field }
      if column == self.weight { weight = field }
      column += 1
    }
    guard let source, let target, column == columnCount else { throw try wrongCount(scanner) }
    return (source, target, weight)
  }

  private static func value(_ field: TableScanner.Field, _ scanner: TableScanner) throws(DataError)
    -> Double
  {
    if let value = scanner.double(field), value.isFinite { return value }
    throw wrongValue(field, scanner)
  }

  private static func wrongValue(_ field: TableScanner.Field, _ scanner: TableScanner) -> DataError {
    scanner.error(
      scanner.isMissing(field)
        ? "the weight is missing" : "the weight is \(scanner.excerpt(field)); expected a finite number",
      hint: scanner.dialect.hasDecimalCommas ? "numbers in this file have decimal commas" : nil)
  }

  private func wrongCount(_ scanner: TableScanner) throws(DataError) -> DataError {
    let found = try scanner.fieldCount()
    return scanner.error(
      found < 2
        ? "expected '<source> <target> [weight]', found \(found) \(found == 1 ? "field" : "fields")"
        : "expected \(columnCount.counted("field")), found \(found)",
      hint: found == columnCount
        ? nil
        : "if rows are lists of neighbours, name the file .adjlist; to choose the separator, use \(swift: TableKind.edges.reading("separator:"), option: "--delimiter")"
    )
  }
}

extension EdgeTable {
  /// Creates a table from the ends and weights of rows.
  fileprivate init(_ pairs: IdentifierPairs, isWeighted: Bool) {
    self.init(
      sources: pairs.first, targets: pairs.second, weights: isWeighted ? pairs.values : nil)
  }
}

/// KONECT's description of a network in the first line: `% sym|asym|bip weights`.
private struct KONECTHeader {
  let isBipartite: Bool
  let hasWeights: Bool

  init?(_ form: TableForm) {
    guard let words = form.leadingComments.first?.split(separator: " "), words.count >= 2,
      ["sym", "asym", "bip"].contains(words[0])
    else { return nil }
    isBipartite = words[0] == "bip"
    hasWeights = words[1] != "unweighted"
  }
}
