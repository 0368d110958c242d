internal import GraphCore

/// What the first row of a table is, judged by the rows below it.
struct TableHeader {
  /// The names of the columns; nil where the first row is data. The first is empty where rows have names of their own, as R and
  /// pandas write them.
  private(set) var names: [String]?
  /// Whether the first row is read as data but may name the columns: only the ids of other files can tell.
  private(set) var isDoubtful = false
  /// Whether the names come from a line of comment, so that no row is to be passed over.
  private(set) var isComment = false
  /// The readings that were chosen where there was another one.
  private(set) var notes: [DataNote] = []

  private let form: TableForm
  private let kind: TableKind
  private let path: String

  /// Judges the first row of a table.
  init(_ form: TableForm, kind: TableKind, options: TableOptions, path: String) {
    self.form = form
    self.kind = kind
    self.path = path
    guard let first = form.sample.rows.first else { return }
    switch options.hasHeader {
    case true?: names = aligned(first)
    case false?: break
    case nil:
      decide(first)
      guard isDoubtful, let isHeader = options.doubtfulHeader else { return }
      isDoubtful = false
      if isHeader { names = aligned(first) }
    }
  }

  private var rows: ArraySlice<[TableSample.Cell]> { form.sample.rows.dropFirst() }
  private var line: Int { form.sample.lines.first ?? 1 }

  /// The names of the first row; R leaves out that of the names of rows.
  private func aligned(_ first: [TableSample.Cell]) -> [String] {
    let names = first.map(\.text)
    guard let next = rows.first, next.count == first.count + 1 else { return names }
    return [""] + names
  }

  private mutating func decide(_ first: [TableSample.Cell]) {
    let words = first.map { $0.text.lowercased() }
    if let comment = commentNames(first.count) {
      names = comment
      isComment = true
      return
    }
    guard !rows.isEmpty || isKnown(words), !first.allSatisfy({ $0.isMissing }) else { return }
    if isRowNamesHeader(first, words) {
      names = aligned(first)
      return
    }
    if form.sample.rows.count > 1 && first.count != rows.first?.count { return }
    if first[0].text.isEmpty && first.count > 1 && !first.dropFirst().contains(where: \.isMissing) {
      names = first.map(\.text)
      return
    }
    if isKnown(words) {
      guard let repeated = repeatedID(first) else {
        names = first.map(\.text)
        return
      }
      notes.append(
        DataNote(
          "the first row was read as data, since '\(repeated.prefix(40))' occurs again as an id; \(swift: kind.reading("hasHeader: true"), option: "--header") decides otherwise",
          at: .line(path, line)))
      return
    }
    if namesNumbers(first) {
      if repeatedID(first) == nil && repeatedLabel(first) == nil { names = first.map(\.text) }
      return
    }
    isDoubtful = canBeDecidedByIDs(first)
  }

  /// The names that a line of comment before the data gives, where all of them are known.
  private func commentNames(_ count: Int) -> [String]? {
    let words = form.commentNames.map { $0.lowercased() }
    guard kind == .edges, words.count == count, count >= 2, isKnown(words) else { return nil }
    return form.commentNames
  }

  /// Whether the first row lacks the name of the names of rows, as R writes tables.
  private func isRowNamesHeader(_ first: [TableSample.Cell], _ words: [String]) -> Bool {
    guard let next = rows.first, next.count == first.count + 1, rows.allSatisfy({ $0.count == next.count })
    else { return false }
    guard !first.contains(where: { $0.isNumber || $0.isMissing }) else { return false }
    // Names of rows that count them, or known names.
    let counts = rows.enumerated().allSatisfy { $1[0].text == String($0 + 1) }
    if counts || isKnown(words) { return true }
    if kind == .edges { return first.allSatisfy(\.isQuoted) && !occursBelow(first) }
    // Names above numbers only.
    return first.indices.allSatisfy { form.sample.isNumeric(column: $0 + 1) } || first.allSatisfy(\.isQuoted)
  }

  /// Whether a word of the first row stands in a row below.
  private func occursBelow(_ first: [TableSample.Cell]) -> Bool {
    let words = Set(first.map { Array($0.text.utf8) })
    return rows.contains { $0.contains { words.contains(Array($0.text.utf8)) } }
  }

  /// Whether the words are names that columns of such a table are known by.
  private func isKnown(_ words: [String]) -> Bool {
    switch kind {
    case .edges:
      guard words.count >= 2 else { return false }
      let sources = words.indices.filter { HeaderNames.sources.contains(words[$0]) }
      let targets = words.indices.filter { HeaderNames.targets.contains(words[$0]) }
      return sources.contains { source in targets.contains { $0 != source } }
    case .labels, .features: return words.count >= 2 && HeaderNames.ids.contains(words[0])
    case .signal:
      return words.count >= 2 && HeaderNames.ids.contains(words[0])
        && form.sample.rows.first.map { !$0[1].isNumber } ?? false
    case .ids: return words.count >= 1 && HeaderNames.ids.contains(words[0])
    case .idLists: return false
    }
  }

  private var idColumns: Range<Int> { kind == .edges ? 0..<2 : 0..<1 }

  /// An id of the first row that another row has too.
  private func repeatedID(_ first: [TableSample.Cell]) -> String? {
    let ids = Set(idColumns.compactMap { first.indices.contains($0) ? Array(first[$0].text.utf8) : nil })
    for row in rows {
      for column in idColumns where row.indices.contains(column) {
        // Quotes that it does not need say that an id is one, although a column is called so.
        if row[column].isQuoted && form.dialect.quotesMarkText && !first[column].isQuoted { continue }
        if ids.contains(Array(row[column].text.utf8)) { return row[column].text }
      }
    }
    return nil
  }

  /// The label of the first row, where another row has it too.
  private func repeatedLabel(_ first: [TableSample.Cell]) -> String? {
    guard kind == .labels, first.count > 1 else { return nil }
    return rows.contains { $0.count > 1 && $0[1].text.utf8.elementsEqual(first[1].text.utf8) }
      ? first[1].text : nil
  }

  /// Whether words stand above numbers.
  private func namesNumbers(_ first: [TableSample.Cell]) -> Bool {
    func isWord(_ column: Int) -> Bool { !first[column].isNumber && !first[column].isMissing }
    func isAbove(_ column: Int) -> Bool { isWord(column) && form.sample.isNumeric(column: column) }
    switch kind {
    case .edges:
      guard first.count >= 2, isWord(0), isWord(1) else { return false }
      return (isAbove(0) && isAbove(1)) || (2..<max(2, first.count)).contains(where: isAbove)
    case .labels: return first.count >= 2 && isWord(0) && isWord(1) && (isAbove(0) || isAbove(1))
    case .features, .signal:
      // One word among numbers is a mistake in the data and no header.
      return first.count >= 2 && (1..<first.count).allSatisfy(isWord)
        && (1..<first.count).contains(where: isAbove)
    case .ids: return isAbove(0)
    case .idLists: return false
    }
  }

  private func canBeDecidedByIDs(_ first: [TableSample.Cell]) -> Bool {
    guard first.count >= 2, rows.count > 0, !first[0].isNumber, !first[0].isMissing else { return false }
    switch kind {
    case .edges:
      return !first[1].isNumber && !first[1].isMissing && repeatedID(first) == nil
    case .labels: return !first[1].isMissing && repeatedID(first) == nil && repeatedLabel(first) == nil
    case .features, .signal: return repeatedID(first) == nil
    case .ids, .idLists: return false
    }
  }
}
