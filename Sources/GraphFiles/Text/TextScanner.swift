#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What stands between the fields of a line.
package enum FieldSeparator {
  /// Any run of spaces and tabs.
  case blanks
  /// Every single tab; spaces around a field are not part of it.
  case tab
  /// Every comma; spaces around a field are not part of it, and quotes may enclose it.
  case comma
}

/// Walks over the lines of a text and the fields of a line without copying any.
///
/// Fields are ranges of offsets. The memory is that of ``TextFile/scan(_:)``, outside of which no scanner
/// lives, and every offset it hands out lies within: that makes its methods safe. Lines end in LF or CR LF, or in
/// CR where there is no LF; the last one may lack its end.
@safe package struct TextScanner {
  package let path: String
  /// The number of the current line, from 1.
  package private(set) var line = 0
  /// The current line without its end.
  package private(set) var lineStart = 0
  package private(set) var lineEnd = 0
  private let bytes: UnsafeBufferPointer<UInt8>
  private let byteCount: Int
  /// A line feed; a carriage return where the text has no line feed.
  private let lineFeed: Int32
  /// Where the next line begins.
  private var next = 0
  /// Where the next field begins; behind `lineEnd` where there is none.
  private var cursor = 0

  package init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
    unsafe self.bytes = unsafe bytes
    self.path = path
    byteCount = bytes.count
    lineFeed = unsafe bytes.contains(0x0A) || !bytes.contains(0x0D) ? 0x0A : 0x0D
    if byteCount >= 3, unsafe bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF { next = 3 }
  }

  // MARK: Lines

  /// Goes to the next line; false behind the last one.
  package mutating func nextLine() -> Bool {
    guard next < byteCount, let base = unsafe bytes.baseAddress else { return false }
    lineStart = next
    if let found = unsafe memchr(base + next, lineFeed, byteCount - next) {
      lineEnd = unsafe UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
      next = lineEnd + 1
    } else {
      lineEnd = byteCount
      next = lineEnd
    }
    if lineEnd > lineStart, unsafe bytes[lineEnd - 1] == 0x0D { lineEnd -= 1 }
    cursor = lineStart
    line += 1
    return true
  }

  /// Goes to the next line that is not blank.
  package mutating func nextContentLine() -> Bool {
    while nextLine() {
      var start = lineStart
      while start < lineEnd, isBlank(start) { start += 1 }
      if start < lineEnd { return true }
    }
    return false
  }

  /// Goes back to the start of the current line.
  package mutating func restartLine() { cursor = lineStart }

  // MARK: Fields

  /// The next field of the line, nil behind the last one.
  package mutating func nextField(_ separator: FieldSeparator) -> Range<Int>? {
    switch separator {
    case .blanks: nextWord()
    case .tab: nextCell(0x09)
    case .comma: nextCell(UInt8(ascii: ","))
    }
  }

  private mutating func nextWord() -> Range<Int>? {
    while cursor < lineEnd, isBlank(cursor) { cursor += 1 }
    guard cursor < lineEnd else { return nil }
    let start = cursor
    while cursor < lineEnd, !isBlank(cursor) { cursor += 1 }
    return start..<cursor
  }

  private mutating func nextCell(_ separator: UInt8) -> Range<Int>? {
    guard cursor <= lineEnd else { return nil }
    var start = cursor
    while start < lineEnd, unsafe bytes[start] == 0x20 { start += 1 }
    let isQuoted = unsafe start < lineEnd && separator != 0x09 && bytes[start] == UInt8(ascii: "\"")
    var end = start
    if isQuoted {
      end += 1
      while end < lineEnd, unsafe bytes[end] != UInt8(ascii: "\"") { end += 1 }
      let close = end
      while end < lineEnd, unsafe bytes[end] != separator { end += 1 }
      cursor = end + 1
      // Text behind the closing quote belongs to a field that is not enclosed after all.
      if close < lineEnd && (close + 1..<end).allSatisfy({ isBlank($0) }) { return start + 1..<close }
    } else {
      while end < lineEnd, unsafe bytes[end] != separator { end += 1 }
      cursor = end + 1
    }
    while end > start, isBlank(end - 1) { end -= 1 }
    return start..<end
  }

  /// How many fields the current line has. The place in the line is kept.
  package func fieldCount(_ separator: FieldSeparator) -> Int {
    var copy = self
    copy.restartLine()
    var count = 0
    while copy.nextField(separator) != nil { count += 1 }
    return count
  }

  /// Reads the next word as a number where it is a single digit, by far the commonest word in a table of words.
  /// Otherwise stays where it is and returns nil.
  package mutating func nextDigit() -> UInt8? {
    while cursor < lineEnd, isBlank(cursor) { cursor += 1 }
    guard cursor < lineEnd else { return nil }
    let digit = unsafe bytes[cursor] &- 0x30
    guard digit <= 9 && (cursor + 1 == lineEnd || isBlank(cursor + 1)) else { return nil }
    cursor += 1
    return digit
  }

  private func isBlank(_ index: Int) -> Bool { unsafe bytes[index] == 0x20 || bytes[index] == 0x09 }

  // MARK: Values

  /// The byte at an offset within a field.
  package func byte(at index: Int) -> UInt8 {
    precondition(index >= 0 && index < byteCount)
    return unsafe bytes[index]
  }

  /// The number that fills a field.
  package func double(_ field: Range<Int>) -> Double? { unsafe DecimalNumber.double(slice(field)) }

  /// The integer that fills a field.
  package func integer(_ field: Range<Int>) -> Int? { unsafe DecimalNumber.integer(slice(field)) }

  /// The field split at the first `byte`, which is in neither part.
  package func split(_ field: Range<Int>, at byte: UInt8) -> (Range<Int>, Range<Int>)? {
    for index in field where unsafe bytes[index] == byte {
      return (field.lowerBound..<index, index + 1..<field.upperBound)
    }
    return nil
  }

  /// A field as a string of its own. Throws `badData` where it is not UTF-8 or holds a NUL.
  package func string(_ field: Range<Int>) throws(DataError) -> String {
    try checkText(field)
    return unsafe String(decoding: slice(field), as: UTF8.self)
  }

  /// The number of the identifier that fills a field; new ones are added.
  package func intern(_ field: Range<Int>, in table: inout IdentifierTable) throws(DataError) -> (
    index: Int32, isNew: Bool
  ) {
    let entry = unsafe table.insert(slice(field))
    if entry.isNew {
      try checkText(field)
      if field.isEmpty { throw error("an id is empty") }
      if entry.index == .max { throw error("more than 2^31 - 1 different ids") }
    }
    return entry
  }

  /// The number of the identifier that fills a field, if it is known.
  package func index(of field: Range<Int>, in table: IdentifierTable) -> Int32? {
    unsafe table.index(of: slice(field))
  }

  private func checkText(_ field: Range<Int>) throws(DataError) {
    var isASCII = true
    for index in field {
      if unsafe bytes[index] == 0 { throw error("\(excerpt(field)) holds a NUL byte; is this a text file?") }
      if unsafe bytes[index] >= 0x80 { isASCII = false }
    }
    if !isASCII, unsafe String(validating: slice(field), as: UTF8.self) == nil {
      throw error(
        "\(excerpt(field)) is not valid UTF-8",
        hint: "text in Latin-1 or Windows-1252 must be saved as UTF-8: iconv -f WINDOWS-1252 -t UTF-8")
    }
  }

  private func slice(_ field: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(rebasing: bytes[field])
  }

  // MARK: Errors

  /// A `badData` error at the current line.
  package func error(_ message: String, hint: Wording? = nil) -> DataError {
    DataError(.badData, message, at: .line(path, line), hint: hint)
  }

  /// A field between quotes for an error message: at most forty bytes of it, all printable.
  package func excerpt(_ field: Range<Int>) -> String {
    let shown = unsafe bytes[field.lowerBound..<min(field.upperBound, field.lowerBound + 40)]
    let text = unsafe String(decoding: shown, as: UTF8.self).unicodeScalars.map {
      $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0)
    }
    return "'" + text.joined() + (field.count > 40 ? "..." : "") + "'"
  }
}
