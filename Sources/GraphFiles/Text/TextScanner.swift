// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The separator between the fields of a line.
package enum FieldSeparator {
  /// One or more spaces and tabs.
  case blanks
  /// A single tab. Spaces around a field are removed.
  case tab
  /// A single comma. Spaces around a field are removed, and a field may be quoted.
  case comma
}

/// Iterates over the lines of a text and the fields of each line without copying them.
///
/// Fields are ranges of offsets. The scanner uses the memory of ``TextFile/scan(_:)`` and does not
/// outlive that call, and all of its offsets are within this memory, so its methods are safe. Lines end
/// in LF or CR LF, or in CR if the text has no LF; the last line need not have an end.
@safe package struct TextScanner {
  package let path: String
  /// The number of the current line, from 1.
  package private(set) var line = 0
  /// The bounds of the current line without its end.
  package private(set) var lineStart = 0
  package private(set) var lineEnd = 0
  private let bytes: UnsafeBufferPointer<UInt8>
  private let byteCount: Int
  /// A line feed, or a carriage return if the text has no line feed.
  private let lineFeed: Int32
  /// The offset of the next line.
  private var next = 0
  /// The offset of the next field; greater than `lineEnd` if there is none.
  private var cursor = 0

  package init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
    unsafe self.bytes = unsafe bytes
    self.path = path
    byteCount = bytes.count
    lineFeed = unsafe bytes.contains(0x0A) || !bytes.contains(0x0D) ? 0x0A : 0x0D
    if byteCount >= 3, unsafe bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF { next = 3 }
  }

  // MARK: Lines

  /// Moves to the next line. Returns false after the last line.
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

  /// Moves to the next line that is not blank. Returns false after the last line.
  package mutating func nextContentLine() -> Bool {
    while nextLine() {
      var start = lineStart
      while start < lineEnd, isBlank(start) { start += 1 }
      if start < lineEnd { return true }
    }
    return false
  }

  /// Moves back to the start of the current line.
  package mutating func restartLine() { cursor = lineStart }

  // MARK: Fields

  /// Returns the next field of the line, or nil after the last one.
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
      // A field with text after the closing quote is not a quoted field.
      if close < lineEnd && (close + 1..<end).allSatisfy({ isBlank($0) }) { return start + 1..<close }
    } else {
      while end < lineEnd, unsafe bytes[end] != separator { end += 1 }
      cursor = end + 1
    }
    while end > start, isBlank(end - 1) { end -= 1 }
    return start..<end
  }

  /// Returns the number of fields in the current line without changing the position.
  package func fieldCount(_ separator: FieldSeparator) -> Int {
    var copy = self
    copy.restartLine()
    var count = 0
    while copy.nextField(separator) != nil { count += 1 }
    return count
  }

  /// Returns the value of the next word if it is a single digit, by far the most common word in a table
  /// of words. Otherwise returns nil without moving.
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

  /// Returns the byte at an offset within a field.
  package func byte(at index: Int) -> UInt8 {
    precondition(index >= 0 && index < byteCount)
    return unsafe bytes[index]
  }

  /// Returns the number in a field, or nil if it is not one.
  package func double(_ field: Range<Int>) -> Double? { unsafe DecimalNumber.double(slice(field)) }

  /// Returns the integer in a field, or nil if it is not one.
  package func integer(_ field: Range<Int>) -> Int? { unsafe DecimalNumber.integer(slice(field)) }

  /// Splits a field at the first `byte`, which belongs to neither part. Returns nil if there is no such
  /// byte.
  package func split(_ field: Range<Int>, at byte: UInt8) -> (Range<Int>, Range<Int>)? {
    for index in field where unsafe bytes[index] == byte {
      return (field.lowerBound..<index, index + 1..<field.upperBound)
    }
    return nil
  }

  /// Returns a field as a string. Throws `badData` if it is not valid UTF-8 or contains a NUL byte.
  package func string(_ field: Range<Int>) throws(DataError) -> String {
    try checkText(field)
    return unsafe String(decoding: slice(field), as: UTF8.self)
  }

  /// Returns the index of the identifier in a field. New identifiers are added.
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

  /// Returns the index of the identifier in a field, or nil if it is unknown.
  package func index(of field: Range<Int>, in table: IdentifierTable) -> Int32? {
    unsafe table.index(of: slice(field))
  }

  private func checkText(_ field: Range<Int>) throws(DataError) {
    var isASCII = true
    for index in field {
      if unsafe bytes[index] == 0 {
        throw error("\(excerpt(field)) contains a NUL byte; is this a text file?")
      }
      if unsafe bytes[index] >= 0x80 { isASCII = false }
    }
    if !isASCII, unsafe String(validating: slice(field), as: UTF8.self) == nil {
      throw error(
        "\(excerpt(field)) is not valid UTF-8",
        hint: "convert Latin-1 or Windows-1252 text to UTF-8 with iconv -f WINDOWS-1252 -t UTF-8")
    }
  }

  private func slice(_ field: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(rebasing: bytes[field])
  }

  // MARK: Errors

  /// Returns a `badData` error at the current line.
  package func error(_ message: String, hint: Wording? = nil) -> DataError {
    DataError(.badData, message, at: .line(path, line), hint: hint)
  }

  /// Returns a field in quotes for an error message: its first 40 bytes, with unprintable characters
  /// replaced.
  package func excerpt(_ field: Range<Int>) -> String {
    let shown = unsafe bytes[field.lowerBound..<min(field.upperBound, field.lowerBound + 40)]
    let text = unsafe String(decoding: shown, as: UTF8.self).unicodeScalars.map {
      $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0)
    }
    return "'" + text.joined() + (field.count > 40 ? "..." : "") + "'"
  }
}
