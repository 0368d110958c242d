// SPDX-License-Identifier: Apache-2.0

/// Iterates over the lines of a text with words that are separated by whitespace and may be in double
/// quotes.
///
/// Lines end in LF, CR LF or CR. A quoted word ends at the next quote because these formats have no
/// escapes.
package struct WordLines {
  /// The range of a word, without its quotes.
  package struct Word {
    package let range: Range<Int>
    package let isQuoted: Bool
  }

  package let path: String
  /// The number of the current line, from 1.
  package private(set) var line = 0
  /// The range of the current line without its end.
  package private(set) var range = 0..<0
  private let bytes: [UInt8]
  private var next: Int

  /// Creates an iterator positioned before the first line of `file`.
  package init(_ file: TextFile) {
    path = file.path
    bytes = file.bytes
    next = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Moves to the next line. Returns false after the last line.
  package mutating func nextLine() -> Bool {
    guard next < bytes.count else { return false }
    let start = next
    while next < bytes.count, bytes[next] != 0x0A, bytes[next] != 0x0D { next += 1 }
    range = start..<next
    if next < bytes.count {
      next += bytes[next] == 0x0D && next + 1 < bytes.count && bytes[next + 1] == 0x0A ? 2 : 1
    }
    line += 1
    return true
  }

  /// Whether the line contains only whitespace.
  package var isBlank: Bool { range.allSatisfy { isBlank(bytes[$0]) } }

  /// The first byte of the line that is not whitespace.
  package var firstByte: UInt8? { range.first { !isBlank(bytes[$0]) }.map { bytes[$0] } }

  /// Returns the next word from `position` on and moves `position` past it. Returns nil at the end of
  /// the line.
  package func word(_ position: inout Int) throws(DataError) -> Word? {
    while position < range.upperBound, isBlank(bytes[position]) { position += 1 }
    guard position < range.upperBound else { return nil }
    let start = position
    if bytes[start] == UInt8(ascii: "\"") {
      var end = start + 1
      while end < range.upperBound, bytes[end] != UInt8(ascii: "\"") { end += 1 }
      guard end < range.upperBound else { throw error("a quoted word is not closed") }
      position = end + 1
      return Word(range: start + 1..<end, isQuoted: true)
    }
    while position < range.upperBound, !isBlank(bytes[position]) { position += 1 }
    return Word(range: start..<position, isQuoted: false)
  }

  /// Returns the words of the line, at most `limit` of them.
  package func words(limit: Int = .max) throws(DataError) -> [Word] {
    var words = [Word]()
    var position = range.lowerBound
    while words.count < limit, let word = try word(&position) { words.append(word) }
    return words
  }

  /// Returns all words of the line, treating quotes as ordinary characters.
  package func plainWords() -> [Word] {
    var words = [Word]()
    var start = range.lowerBound
    while start < range.upperBound {
      while start < range.upperBound, isBlank(bytes[start]) { start += 1 }
      var end = start
      while end < range.upperBound, !isBlank(bytes[end]) { end += 1 }
      if end > start { words.append(Word(range: start..<end, isQuoted: false)) }
      start = end
    }
    return words
  }

  /// Returns whether a word is a single number sign.
  package func isHash(_ word: Word) -> Bool {
    word.range.count == 1 && bytes[word.range.lowerBound] == UInt8(ascii: "#")
  }

  /// Returns a word as a string. Throws `badData` if it is not valid UTF-8 or contains a NUL byte.
  package func string(_ range: Range<Int>) throws(DataError) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self), !bytes[range].contains(0) else {
      throw error("contains bytes that are not valid UTF-8", hint: "save the file as UTF-8")
    }
    return text
  }

  /// Returns the integer in a word, or nil if it is not one.
  package func integer(_ word: Word) -> Int? {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe DecimalNumber.integer(UnsafeBufferPointer(rebasing: $0[word.range]))
    }
  }

  /// Returns the finite number in a word, or nil if it is not one.
  package func number(_ word: Word) -> Double? {
    let value = unsafe bytes.withUnsafeBufferPointer {
      unsafe DecimalNumber.double(UnsafeBufferPointer(rebasing: $0[word.range]))
    }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Returns a word in quotes for an error message: its first 40 bytes, with unprintable characters
  /// replaced.
  package func excerpt(_ range: Range<Int>) -> String {
    let text = String(decoding: bytes[range].prefix(40), as: UTF8.self).unicodeScalars.map {
      $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? "?" : String($0)
    }
    return "'" + text.joined() + (range.count > 40 ? "..." : "") + "'"
  }

  /// Returns a `badData` error at the current line.
  package func error(_ message: String, hint: Wording? = nil) -> DataError {
    DataError(.badData, message, at: .line(path, line), hint: hint)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
