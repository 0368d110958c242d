// SPDX-License-Identifier: Apache-2.0

/// Detects the form of a table by trying each separator on the first rows.
@safe struct TableDetection {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let path: String
  private let kind: TableKind
  private let options: TableOptions
  private var notes: [DataNote] = []
  private var leading: [LeadingLine] = []

  /// A line before the data that starts with a comment character.
  private struct LeadingLine {
    let range: Range<Int>
    let line: Int
    /// Whether whitespace or nothing follows the comment character, so that the line is a comment
    /// whatever its text is.
    let isCertain: Bool
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, kind: TableKind, options: TableOptions) {
    unsafe self.bytes = unsafe bytes
    self.path = path
    self.kind = kind
    self.options = options
  }

  mutating func run() -> TableForm {
    var base = TableDialect(separator: .blanks)
    if let comment = options.comment {
      base.comments = comment.utf8.first.map { .sign($0) } ?? .none
    }
    (base.start, base.startLine) = skipLeadingComments(base)
    var (dialect, sample) = chooseSeparator(base)
    if base.comments == .standard, let line = firstLeadingRow(dialect) {
      // This line looked like a comment but is data, and so are all lines after it.
      base.start = line.range.lowerBound
      base.startLine = line.line
      (dialect, sample) = chooseSeparator(base)
      notes.append(
        DataNote(
          "a line that starts with '\(Character(UnicodeScalar(unsafe bytes[line.range.lowerBound])))' was read as data because its ids occur in other rows; to read it as a comment, use \(swift: kind.reading("comment: \"#\""), option: "--comment '#'")",
          at: .line(path, line.line)))
      leading.removeAll { $0.line >= line.line }
    }
    let texts = leading.map { line in
      unsafe String(decoding: bytes[line.range.dropFirst()], as: UTF8.self)
    }
    return TableForm(
      dialect: dialect, sample: sample, commentNames: commentNames(sample), leadingComments: texts,
      isCertain: leading.allSatisfy(\.isCertain) && base.startLine == dialect.startLine && notes.isEmpty,
      notes: notes)
  }

  // MARK: Lines before the data

  /// Returns where the data begins after a byte order mark and comment lines, which are kept.
  private mutating func skipLeadingComments(_ dialect: TableDialect) -> (offset: Int, line: Int) {
    var position = unsafe bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    scan: while unsafe position < bytes.count {
      var start = position
      while unsafe start < bytes.count, unsafe bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
      var end = start
      while unsafe end < bytes.count, unsafe bytes[end] != 0x0A && bytes[end] != 0x0D { end += 1 }
      if start < end {
        let byte = unsafe bytes[start]
        let isSign =
          switch dialect.comments {
          case .none: false
          case .sign(let sign): byte == sign
          case .standard: byte == UInt8(ascii: "#") || byte == UInt8(ascii: "%")
          }
        guard isSign else { break scan }
        let isCertain =
          unsafe dialect.comments != .standard || start + 1 == end
          || bytes[start + 1] == 0x20 || bytes[start + 1] == 0x09
        leading.append(LeadingLine(range: start..<end, line: line, isCertain: isCertain))
      }
      position = end
      if unsafe position < bytes.count {
        let isReturn = unsafe bytes[position] == 0x0D
        position += 1
        if isReturn, unsafe position < bytes.count, unsafe bytes[position] == 0x0A { position += 1 }
        line += 1
      }
    }
    return (position, line)
  }

  /// Returns the first line before the data that is a row and not a comment because one of its fields
  /// occurs again as an id, or nil if there is none.
  private func firstLeadingRow(_ dialect: TableDialect) -> LeadingLine? {
    let doubtful = leading.filter { !$0.isCertain }
    guard let first = doubtful.first else { return nil }
    var dialect = dialect
    if kind != .ids && dialect.separator == .blanks {
      // There may be no other rows to detect the separator from.
      dialect.separator = separator(of: first)
    }
    dialect.start = first.range.lowerBound
    dialect.startLine = first.line
    var fields = IdentifierTable()
    var lineOfField: [Int] = []
    var isRow = Set<Int>()
    let lines = Set(doubtful.map(\.line))
    let idCount = kind == .edges ? 2 : kind == .idLists ? .max : 1
    var scanner = unsafe TableScanner(bytes, path: path, dialect: dialect)
    do throws(DataError) {
      while try scanner.nextRow() {
        let isDoubtful = lines.contains(scanner.line)
        var position = 0
        while let field = try scanner.nextField() {
          guard isDoubtful || position < idCount else { break }
          if position < idCount, !field.isEmpty, let known = scanner.index(of: field, in: fields),
            lineOfField[Int(known)] != scanner.line
          {
            isRow.insert(lineOfField[Int(known)])
            if isDoubtful { isRow.insert(scanner.line) }
          }
          if isDoubtful, !field.isEmpty, try scanner.intern(field, in: &fields).isNew {
            lineOfField.append(scanner.line)
          }
          position += 1
        }
      }
    } catch {
      // Errors are ignored here; the reader reports them if it reads these rows.
    }
    return doubtful.first { isRow.contains($0.line) }
  }

  private func separator(of line: LeadingLine) -> TableSeparator {
    if let given = options.separator { return given }
    let text = unsafe bytes[line.range]
    for separator in [TableSeparator.tab, .semicolon, .comma] {
      if let byte = separator.byte, unsafe text.contains(byte) { return separator }
    }
    return .blanks
  }

  /// Returns the words of the last comment line if they can be the names of the columns, and otherwise
  /// an empty array.
  private func commentNames(_ sample: TableSample) -> [String] {
    guard let last = leading.last, let count = sample.rows.first?.count else { return [] }
    let text = unsafe String(decoding: bytes[last.range.dropFirst()], as: UTF8.self)
    let names = text.split { " \t,;".contains($0) }.map(String.init)
    return names.count == count ? names : []
  }

  // MARK: Separators

  /// Chooses the dialect that fits the first rows best, and returns it with those rows.
  private mutating func chooseSeparator(_ base: TableDialect) -> (TableDialect, TableSample) {
    if kind == .ids && options.separator == nil { return oneColumn(base) }
    if let separator = options.separator {
      var dialect = base
      dialect.separator = separator
      return finished(readable(dialect).dialect)
    }
    let candidates = [TableSeparator.tab, .semicolon, .comma, .blanks].map { separator in
      var dialect = base
      dialect.separator = separator
      return readable(dialect)
    }
    let regular = candidates.filter { !$0.sample.isBroken && ($0.sample.fieldCount ?? 0) >= 2 }
    let plausible = regular.filter { isPlausible($0.sample) }
    var chosen = plausible.first ?? regular.first
    if let comma = chosen, comma.dialect.separator == .comma,
      let blanks = plausible.last, blanks.dialect.separator == .blanks,
      hasDecimalCommas(blanks.sample, from: kind == .edges ? 2 : 1)
    {
      // In `a b 0,5`, the comma is part of a number.
      chosen = blanks
    }
    guard let chosen else { return irregular(candidates) }
    let result = finished(chosen.dialect)
    if let other = plausible.first(where: {
      $0.dialect.separator != chosen.dialect.separator && isRival($0.sample, of: chosen)
    }) {
      notes.append(
        DataNote(
          "fields were split at \(Self.plural(chosen.dialect.separator)); to split them at \(Self.plural(other.dialect.separator)) instead, use \(swift: kind.reading("separator: \(other.dialect.separator.swiftName)"), option: "--delimiter \(other.dialect.separator)")",
          at: .line(path, result.1.lines.first ?? 1)))
    }
    return result
  }

  /// Reads the first rows in a dialect. If its quotes are invalid, the rows are read again with
  /// backslashes as escapes of quotes within quotes, as R writes them.
  private func readable(_ dialect: TableDialect) -> (dialect: TableDialect, sample: TableSample) {
    let sample = unsafe TableSample(bytes, path: path, dialect: dialect)
    guard sample.isBroken else { return (dialect, sample) }
    var escaping = dialect
    escaping.hasBackslashQuotes = true
    let other = unsafe TableSample(bytes, path: path, dialect: escaping)
    return other.isBroken ? (dialect, sample) : (escaping, other)
  }

  private static func plural(_ separator: TableSeparator) -> String {
    switch separator {
    case .comma: "commas"
    case .semicolon: "semicolons"
    case .tab: "tabs"
    case .blanks: "whitespace"
    case .character(let byte): "'\(Character(UnicodeScalar(byte)))'"
    }
  }

  /// Returns whether a different separator is a plausible alternative: it yields different fields, none
  /// of which starts or ends with the chosen separator.
  private func isRival(
    _ sample: TableSample, of chosen: (dialect: TableDialect, sample: TableSample)
  ) -> Bool {
    let texts = { (sample: TableSample) in sample.rows.map { $0.map(\.text) } }
    guard texts(sample) != texts(chosen.sample) else { return false }
    guard let byte = chosen.dialect.separator.byte else { return true }
    return !sample.rows.contains {
      $0.contains { $0.text.utf8.first == byte || $0.text.utf8.last == byte }
    }
  }

  /// Chooses a separator for rows of different lengths: one that every row has, or else one that the
  /// first row has, or else the one that splits the most rows.
  private mutating func irregular(_ candidates: [(dialect: TableDialect, sample: TableSample)])
    -> (TableDialect, TableSample)
  {
    let inEveryRow = candidates.first { !$0.sample.isBroken && $0.sample.leastFieldCount >= 2 }
    let inFirstRow = candidates.first { ($0.sample.rows.first?.count ?? 0) >= 2 }
    let inMostRows = candidates.max { $0.sample.splitRowCount < $1.sample.splitRowCount }
    let chosen = inEveryRow ?? inFirstRow ?? inMostRows.flatMap { $0.sample.splitRowCount > 0 ? $0 : nil }
    return finished(chosen?.dialect ?? candidates[candidates.count - 1].dialect)
  }

  /// Chooses the dialect of a table with one id per line. The id may contain spaces, and also commas if
  /// they do not split every line.
  private mutating func oneColumn(_ base: TableDialect) -> (TableDialect, TableSample) {
    for separator in [TableSeparator.tab, .semicolon, .comma] {
      var dialect = base
      dialect.separator = separator
      let sample = unsafe TableSample(bytes, path: path, dialect: dialect)
      if !sample.isBroken, (sample.fieldCount ?? 0) >= 2 { return finished(dialect) }
    }
    var dialect = base
    dialect.separator = .tab
    return finished(dialect)
  }

  /// Detects what remains from the first rows: decimal commas, and whether quotes mark text.
  private mutating func finished(_ dialect: TableDialect) -> (TableDialect, TableSample) {
    var dialect = dialect
    var sample = unsafe TableSample(bytes, path: path, dialect: dialect)
    if dialect.hasBackslashQuotes {
      notes.append(
        DataNote(
          "backslashes before quotes were read as escapes, as R writes them, and not as text",
          at: .line(path, sample.lines.first ?? 1)))
    }
    let first = kind == .edges ? 2 : 1
    if dialect.separator != .comma {
      if dialect.separator == .semicolon {
        // A comma within a number is a decimal comma unless decimal points in the table show otherwise.
        dialect.hasDecimalCommas =
          hasDecimalCommas(sample, from: first) || !Self.hasDecimalPoints(sample, from: first)
      } else if hasDecimalCommas(sample, from: first) {
        dialect.hasDecimalCommas = true
        notes.append(
          DataNote(
            "commas in numbers were read as decimal commas", at: .line(path, sample.lines.first ?? 1)))
      }
    }
    dialect.quotesMarkText = sample.hasPlainText
    if dialect.hasDecimalCommas || !dialect.quotesMarkText {
      sample = unsafe TableSample(bytes, path: path, dialect: dialect)
    }
    return (dialect, sample)
  }

  /// Returns whether one of the columns from `first` on contains only numbers, at least one of which has
  /// a decimal comma.
  private func hasDecimalCommas(_ sample: TableSample, from first: Int) -> Bool {
    let width = sample.rows.map(\.count).max() ?? 0
    guard first < width else { return false }
    func isNumber(_ cell: TableSample.Cell) -> Bool {
      cell.isMissing || Self.isCommaNumber(cell.text) || Int(cell.text) != nil
    }
    return (first..<width).contains { column in
      var cells = sample.rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
      // The first row may contain the names of the columns.
      if cells.count > 1, !isNumber(cells[0]) { cells.removeFirst() }
      return cells.contains { Self.isCommaNumber($0.text) } && cells.allSatisfy(isNumber)
    }
  }

  private static func hasDecimalPoints(_ sample: TableSample, from first: Int) -> Bool {
    sample.rows.contains { $0.dropFirst(first).contains { $0.isNumber && $0.text.contains(".") } }
  }

  /// Returns whether `text` is a number with one comma between digits and an optional exponent.
  private static func isCommaNumber(_ text: String) -> Bool {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, !text.contains("."), let before = parts[0].utf8.last,
      let after = parts[1].utf8.first, (0x30...0x39).contains(before), (0x30...0x39).contains(after)
    else { return false }
    let point = Array("\(parts[0]).\(parts[1])".utf8)
    return unsafe point.withUnsafeBufferPointer { unsafe DecimalNumber.double($0)?.isFinite == true }
  }

  /// Returns whether rows of this form fit the kind of the table.
  private func isPlausible(_ sample: TableSample) -> Bool {
    guard let count = sample.fieldCount, count >= 2 else { return false }
    switch kind {
    case .edges:
      return count == 2 || sample.isNumeric(column: 2) || sample.rows.count == 1
        || hasDecimalCommas(sample, from: 2) || sample.namesColumns
    case .labels: return count == 2 || sample.namesColumns
    case .features, .signal:
      return (1..<count).allSatisfy { sample.isNumeric(column: $0) } || sample.rows.count == 1
        || hasDecimalCommas(sample, from: 1)
    case .idLists, .ids: return true
    }
  }
}

extension TableSample {
  /// The number of rows with more than one field.
  fileprivate var splitRowCount: Int { rows.count { $0.count > 1 } }

  /// Whether the first row can only contain column names: all fields are words, and there are more than
  /// two.
  fileprivate var namesColumns: Bool {
    guard rows.count > 1, rows[0].count > 2 else { return false }
    return rows[0].allSatisfy { !$0.isNumber && ($0.isQuoted || !$0.text.contains(" ")) }
  }
}
