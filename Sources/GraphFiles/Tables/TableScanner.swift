// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Iterates over the rows of a text table and the fields of each row. Only fields with escaped quotes
/// are copied.
///
/// In every dialect, quotes enclose fields as in RFC 4180: separators and line ends within quotes are
/// text, and a quote within quotes is doubled. Rows end in LF, CR or CR LF. The scanner uses the memory
/// of ``TextFile/scanTable(_:_:)`` and does not outlive that call, and all of its offsets are within
/// this memory, so its methods are safe.
@safe package struct TableScanner {
  /// A field of the current row.
  package struct Field {
    /// The bounds of the text, without quotes.
    let start: Int
    let end: Int
    /// The value if ``isNumber`` is true.
    package let number: UInt64
    /// Whether the field is a plain number as stored by ``IdentifierTable`` and is not quoted.
    package let isNumber: Bool
    /// Whether the field was quoted.
    package let isQuoted: Bool
    /// Whether `start` and `end` refer to the memory of unescaped fields.
    let isUnescaped: Bool

    /// Whether the field has no text.
    package var isEmpty: Bool { start == end }
    /// The number of bytes in the text.
    package var byteCount: Int { end - start }
  }

  package let path: String
  package let dialect: TableDialect
  /// The number of the line on which the current row begins, from 1.
  package private(set) var line: Int
  /// The number of comment lines that could be rows, and the first of them.
  package private(set) var doubtfulComments = (count: 0, firstLine: 0)
  let bytes: UnsafeBufferPointer<UInt8>
  let byteCount: Int
  private let separator: UInt8
  private let isBlanks: Bool
  /// The offset of the next field and its line.
  private var cursor: Int
  private var cursorLine: Int
  private var rowStart = 0
  private var rowIsOver = true
  /// Whether the file continues after this memory, so that a quote may be closed there.
  private let isCut: Bool
  /// Whether the current row continues after the end of the memory. Its fields must not be used then.
  package private(set) var isCutOff = false
  /// The unescaped texts of fields in this row that contain escaped quotes.
  private(set) var unescaped: [UInt8] = []

  package init(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String, dialect: TableDialect, isCut: Bool = false
  ) {
    unsafe self.bytes = unsafe bytes
    self.path = path
    self.dialect = dialect
    byteCount = bytes.count
    separator = dialect.separator.byte ?? 0x20
    isBlanks = dialect.separator == .blanks
    self.isCut = isCut
    cursor = dialect.start
    line = dialect.startLine
    cursorLine = dialect.startLine
  }

  // MARK: Rows

  /// Moves to the next row that is neither empty nor a comment. Returns false after the last row.
  package mutating func nextRow() throws(DataError) -> Bool {
    try finishRow()
    if !unescaped.isEmpty { unescaped.removeAll(keepingCapacity: true) }
    while cursor < byteCount {
      var start = cursor
      // In a table separated by tabs, tabs delimit empty cells and are not whitespace.
      while start < byteCount, unsafe bytes[start] == 0x20 || (bytes[start] == 0x09 && separator != 0x09) {
        start += 1
      }
      guard start < byteCount else { break }
      let byte = unsafe bytes[start]
      if byte == 0x0A || byte == 0x0D {
        cursor = start
        skipLineEnd()
        continue
      }
      if (byte == 0x23 || byte == 0x25 || dialect.comments != .standard), isComment(start) {
        skipLine(from: start)
        continue
      }
      // Spreadsheets write rows of empty cells after the last row.
      if byte == separator && !isBlanks, isRowOfEmptyCells(start) {
        skipLine(from: start)
        continue
      }
      line = cursorLine
      rowStart = cursor
      rowIsOver = false
      return true
    }
    cursor = byteCount
    return false
  }

  private func isRowOfEmptyCells(_ start: Int) -> Bool {
    var index = start
    while index < byteCount {
      let byte = unsafe bytes[index]
      if byte == 0x0A || byte == 0x0D { return true }
      guard byte == separator || byte == 0x20 || byte == 0x09 else { return false }
      index += 1
    }
    return true
  }

  /// Moves back to the first field of the current row.
  package mutating func restartRow() {
    cursor = rowStart
    cursorLine = line
    rowIsOver = false
  }

  /// Whether all fields of the current row have been read and the next row has not been started.
  var isBetweenRows: Bool { rowIsOver }
  /// Whether the next byte is a digit.
  var startsWithDigit: Bool { unsafe cursor < byteCount && bytes[cursor] &- 0x30 < 10 }
  /// The current offset.
  var offset: Int { cursor }
  /// The byte that separates fields; a space for the separator `blanks`.
  var separatorByte: UInt8 { separator }

  /// The number of bytes consumed, up to the start of a row that is cut off, and the line at that
  /// offset.
  var consumed: Int { isCutOff ? rowStart : cursor }
  var consumedLine: Int { isCutOff ? line : cursorLine }

  /// Moves to the start of a row that is `lines` lines further on.
  mutating func move(to offset: Int, lines: Int) {
    cursor = offset
    cursorLine += lines
  }

  private mutating func finishRow() throws(DataError) {
    while !rowIsOver { _ = try nextField() }
  }

  /// Moves past the CR, LF or CR LF at the cursor.
  private mutating func skipLineEnd() {
    let byte = unsafe bytes[cursor]
    cursor += 1
    cursorLine += 1
    if byte == 0x0D, cursor < byteCount, unsafe bytes[cursor] == 0x0A { cursor += 1 }
  }

  private mutating func skipLine(from start: Int) {
    cursor = start
    while cursor < byteCount, unsafe bytes[cursor] != 0x0A && bytes[cursor] != 0x0D { cursor += 1 }
    if cursor < byteCount { skipLineEnd() }
  }

  /// Returns whether a line after the first row is a comment; its first byte is at `start`.
  private mutating func isComment(_ start: Int) -> Bool {
    switch dialect.comments {
    case .none: return false
    case .sign(let sign): return unsafe bytes[start] == sign
    case .standard:
      guard unsafe bytes[start] == 0x23 || bytes[start] == 0x25 else { return false }
      guard start + 1 < byteCount else { return true }
      let next = unsafe bytes[start + 1]
      guard next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D else { return false }
      if !isBlanks && next == 0x20 && holdsSeparator(from: start) {
        if doubtfulComments.count == 0 { doubtfulComments.firstLine = cursorLine }
        doubtfulComments.count += 1
      }
      return true
    }
  }

  private func holdsSeparator(from start: Int) -> Bool {
    var index = start
    while index < byteCount, unsafe bytes[index] != 0x0A && bytes[index] != 0x0D {
      if unsafe bytes[index] == separator { return true }
      index += 1
    }
    return false
  }

  // MARK: Fields

  /// Returns the next field of the row, or nil after the last one. Whitespace around a field is removed
  /// unless it is quoted.
  @inline(__always)
  package mutating func nextField() throws(DataError) -> Field? {
    if rowIsOver { return nil }
    var index = cursor
    while index < byteCount, unsafe bytes[index] == 0x20 || (bytes[index] == 0x09 && separator != 0x09) {
      index += 1
    }
    guard index < byteCount else {
      cursor = byteCount
      rowIsOver = true
      return isBlanks ? nil : field(byteCount, byteCount)
    }
    if unsafe bytes[index] == 0x22 { return try quotedField(index) }
    let start = index
    var value: UInt64 = 0
    var isNumber = true
    var isOver = false
    var byte: UInt8 = 0
    while index < byteCount {
      byte = unsafe bytes[index]
      let digit = byte &- 0x30
      if digit <= 9 {
        value = value &* 10 &+ UInt64(digit)
      } else if byte == separator || (isBlanks && byte == 0x09) {
        break
      } else if byte == 0x0A || byte == 0x0D {
        isOver = true
        break
      } else {
        isNumber = false
      }
      index += 1
    }
    var end = index
    if index == byteCount {
      cursor = index
      rowIsOver = true
      if isBlanks && start == end { return nil }
    } else if isOver {
      if isBlanks && start == end {
        endRow(at: index, byte)
        return nil
      }
      endRow(at: index, byte)
    } else {
      cursor = index + 1
      if isBlanks { rowIsOver = endOfBlanks() }
    }
    if !isNumber && !isBlanks {
      while end > start, unsafe bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      // A number followed by whitespace is still a number.
      if end < index, let plain = unsafe IdentifierTable.plainNumber(slice(start, end)) {
        return Field(
          start: start, end: end, number: plain, isNumber: true, isQuoted: false, isUnescaped: false)
      }
      return field(start, end)
    }
    let count = end - start
    guard isNumber && count > 0 && count <= 18, unsafe bytes[start] != 0x30 || count == 1 else {
      return field(start, end)
    }
    return Field(
      start: start, end: end, number: value, isNumber: true, isQuoted: false, isUnescaped: false)
  }

  /// Ends the row at a CR or LF.
  @inline(__always)
  private mutating func endRow(at index: Int, _ byte: UInt8) {
    rowIsOver = true
    cursorLine += 1
    cursor = index + 1
    if byte == 0x0D, cursor < byteCount, unsafe bytes[cursor] == 0x0A { cursor += 1 }
  }

  /// Skips whitespace and returns whether the row ends there.
  @inline(__always)
  private mutating func endOfBlanks() -> Bool {
    while cursor < byteCount, unsafe bytes[cursor] == 0x20 || bytes[cursor] == 0x09 { cursor += 1 }
    guard cursor < byteCount else { return true }
    let byte = unsafe bytes[cursor]
    guard byte == 0x0A || byte == 0x0D else { return false }
    endRow(at: cursor, byte)
    return true
  }

  @inline(__always)
  private func field(_ start: Int, _ end: Int) -> Field {
    Field(start: start, end: end, number: 0, isNumber: false, isQuoted: false, isUnescaped: false)
  }

  @inline(never)
  private mutating func quotedField(_ quote: Int) throws(DataError) -> Field {
    let openLine = cursorLine
    var index = quote + 1
    var segment = index
    var isUnescaped = false
    let unescapedStart = unescaped.count
    while true {
      guard let close = find(0x22, from: index) else {
        cursor = byteCount
        rowIsOver = true
        if isCut {
          isCutOff = true
          return field(quote, quote)
        }
        throw DataError(
          .badData, "the quote at the start of a field is not closed", at: .line(path, openLine),
          hint: "within a quoted field, write a quote as two quotes")
      }
      if dialect.hasBackslashQuotes, close > segment, unsafe bytes[close - 1] == 0x5C {
        isUnescaped = true
        unsafe unescaped.append(contentsOf: bytes[segment..<close - 1])
        unescaped.append(0x22)
        segment = close + 1
        index = segment
        continue
      }
      guard close + 1 < byteCount, unsafe bytes[close + 1] == 0x22 else {
        index = close
        break
      }
      isUnescaped = true
      unsafe unescaped.append(contentsOf: bytes[segment...close])
      segment = close + 2
      index = segment
    }
    let end = index
    if isUnescaped { unsafe unescaped.append(contentsOf: bytes[segment..<end]) }
    countLines(quote + 1, end)
    cursor = end + 1
    while cursor < byteCount, unsafe bytes[cursor] == 0x20 || (bytes[cursor] == 0x09 && separator != 0x09) {
      cursor += 1
    }
    if cursor == byteCount {
      rowIsOver = true
    } else {
      let byte = unsafe bytes[cursor]
      if byte == 0x0A || byte == 0x0D {
        endRow(at: cursor, byte)
      } else if byte == separator {
        cursor += 1
      } else if !(isBlanks && cursor > end + 1) {
        throw DataError(
          .badData, "text follows the closing quote of a field", at: .line(path, cursorLine),
          hint: "within a quoted field, write a quote as two quotes")
      }
    }
    return Field(
      start: isUnescaped ? unescapedStart : quote + 1, end: isUnescaped ? unescaped.count : end, number: 0,
      isNumber: false, isQuoted: true, isUnescaped: isUnescaped)
  }

  private func find(_ byte: UInt8, from start: Int) -> Int? {
    guard start < byteCount, let base = unsafe bytes.baseAddress,
      let found = unsafe memchr(base + start, Int32(byte), byteCount - start)
    else { return nil }
    return unsafe UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }

  private mutating func countLines(_ start: Int, _ end: Int) {
    var index = start
    while index < end {
      let byte = unsafe bytes[index]
      if unsafe byte == 0x0A || (byte == 0x0D && !(index + 1 < end && bytes[index + 1] == 0x0A)) {
        cursorLine += 1
      }
      index += 1
    }
  }

  /// Returns the rest of the row from the next field on, as it is written, and ends the row.
  package mutating func restOfRow() -> Field {
    let start = cursor
    var end = start
    guard !rowIsOver else { return field(start, start) }
    while end < byteCount, unsafe bytes[end] != 0x0A && bytes[end] != 0x0D { end += 1 }
    if end < byteCount {
      endRow(at: end, unsafe bytes[end])
    } else {
      cursor = end
      rowIsOver = true
    }
    var last = end
    while last > start, unsafe bytes[last - 1] == 0x20 || bytes[last - 1] == 0x09 { last -= 1 }
    return field(start, last)
  }

  /// Returns the number of fields of the current row without changing the position.
  package func fieldCount() throws(DataError) -> Int {
    var copy = self
    copy.restartRow()
    var count = 0
    while try copy.nextField() != nil { count += 1 }
    return count
  }
}
