// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Whether the first row of a table is a header, judged by the rows below it.
struct TableHeader {
  /// The names of the columns; nil if the first row is data. The first name is empty if the table has
  /// row names, as written by R and pandas.
  private(set) var names: [String]?
  /// Whether the first row is read as data but may be a header, which only the ids in other files can
  /// decide.
  private(set) var isDoubtful = false
  /// Whether the names come from a comment line, so that no row is skipped.
  private(set) var isComment = false
  /// Notes about interpretations that were chosen although another one was possible.
  private(set) var notes: [DataNote] = []

  private let form: TableForm
  private let kind: TableKind
  private let path: String

  /// Decides whether the first row of a table is a header.
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

  /// Returns the names in the first row, with an empty name for a column of row names, which R does not
  /// name.
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
          "the first row was read as data because '\(repeated.prefix(40))' occurs again as an id; to read it as a header, use \(swift: kind.reading("hasHeader: true"), option: "--header")",
          at: .line(path, line)))
      return
    }
    if namesNumbers(first) {
      if repeatedID(first) == nil && repeatedLabel(first) == nil { names = first.map(\.text) }
      return
    }
    isDoubtful = canBeDecidedByIDs(first)
  }

  /// Returns the names in the comment line before the data if they are known column names, and nil
  /// otherwise.
  private func commentNames(_ count: Int) -> [String]? {
    let words = form.commentNames.map { $0.lowercased() }
    guard kind == .edges, words.count == count, count >= 2, isKnown(words) else { return nil }
    return form.commentNames
  }

  /// Returns whether the first row lacks a name for the column of row names, as in tables written by R.
  private func isRowNamesHeader(_ first: [TableSample.Cell], _ words: [String]) -> Bool {
    guard let next = rows.first, next.count == first.count + 1, rows.allSatisfy({ $0.count == next.count })
    else { return false }
    guard !first.contains(where: { $0.isNumber || $0.isMissing }) else { return false }
    // Row names that count the rows, or known column names.
    let counts = rows.enumerated().allSatisfy { $1[0].text == String($0 + 1) }
    if counts || isKnown(words) { return true }
    if kind == .edges { return first.allSatisfy(\.isQuoted) && !occursBelow(first) }
    // Names of columns that contain only numbers.
    return first.indices.allSatisfy { form.sample.isNumeric(column: $0 + 1) } || first.allSatisfy(\.isQuoted)
  }

  /// Returns whether a word of the first row occurs in a row below.
  private func occursBelow(_ first: [TableSample.Cell]) -> Bool {
    let words = Set(first.map { Array($0.text.utf8) })
    return rows.contains { $0.contains { words.contains(Array($0.text.utf8)) } }
  }

  /// Returns whether the words are usual column names for this kind of table.
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

  /// Returns an id of the first row that occurs in another row, or nil.
  private func repeatedID(_ first: [TableSample.Cell]) -> String? {
    let ids = Set(idColumns.compactMap { first.indices.contains($0) ? Array(first[$0].text.utf8) : nil })
    for row in rows {
      for column in idColumns where row.indices.contains(column) {
        // If an id that equals a column name is quoted without need, it is an id.
        if row[column].isQuoted && form.dialect.quotesMarkText && !first[column].isQuoted { continue }
        if ids.contains(Array(row[column].text.utf8)) { return row[column].text }
      }
    }
    return nil
  }

  /// Returns the label of the first row if another row has it too, or nil.
  private func repeatedLabel(_ first: [TableSample.Cell]) -> String? {
    guard kind == .labels, first.count > 1 else { return nil }
    return rows.contains { $0.count > 1 && $0[1].text.utf8.elementsEqual(first[1].text.utf8) }
      ? first[1].text : nil
  }

  /// Returns whether the first row has words above columns of numbers.
  private func namesNumbers(_ first: [TableSample.Cell]) -> Bool {
    func isWord(_ column: Int) -> Bool { !first[column].isNumber && !first[column].isMissing }
    func isAbove(_ column: Int) -> Bool { isWord(column) && form.sample.isNumeric(column: column) }
    switch kind {
    case .edges:
      guard first.count >= 2, isWord(0), isWord(1) else { return false }
      return (isAbove(0) && isAbove(1)) || (2..<max(2, first.count)).contains(where: isAbove)
    case .labels: return first.count >= 2 && isWord(0) && isWord(1) && (isAbove(0) || isAbove(1))
    case .features, .signal:
      // A single word among numbers is a mistake in the data and not a header.
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
