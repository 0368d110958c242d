// SPDX-License-Identifier: Apache-2.0

extension TextFile {
  /// Calls `body` with a scanner of numbers positioned before the first line.
  package func scanNumbers<Result>(_ body: (inout NumberScanner) throws(DataError) -> Result)
    throws(DataError)
    -> Result
  {
    try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(DataError) -> Result in
      var scanner = unsafe NumberScanner(buffer, path: path)
      return try body(&scanner)
    }
  }
}

/// Iterates over the numbers of a text that contains little else, such as the entries of a matrix.
///
/// The scanner uses the memory of ``TextFile/scanNumbers(_:)`` and does not outlive that call, and all
/// accesses are within this memory, so its methods are safe. Lines end in LF, CR LF or CR.
@safe package struct NumberScanner {
  package let path: String
  private let bytes: UnsafeBufferPointer<UInt8>
  private let count: Int
  /// The offset of the next byte.
  private var position = 0
  /// Whether the scanner is within a line whose end has not been reached.
  private var isInLine = false
  /// The number of the current line, from 1.
  package private(set) var line = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
    unsafe self.bytes = unsafe bytes
    self.path = path
    count = bytes.count
    if count >= 3, unsafe bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF { position = 3 }
  }

  /// Moves to the next line that is not blank and does not start with `comment`. Returns false after the
  /// last line.
  package mutating func nextLine(comment: UInt8?) -> Bool {
    if isInLine { skipLine() }
    while position < count {
      line += 1
      skipBlanks()
      guard position < count else { return false }
      let byte = unsafe bytes[position]
      if byte != 0x0A && byte != 0x0D && byte != comment {
        isInLine = true
        return true
      }
      skipLine()
    }
    return false
  }

  /// Returns whether only whitespace is left in the line.
  package mutating func isAtLineEnd() -> Bool {
    skipBlanks()
    return unsafe position >= count || bytes[position] == 0x0A || bytes[position] == 0x0D
  }

  /// Returns the next word as an integer that is 0 or greater. Returns nil if it is not one; the
  /// position in the line is then undefined.
  package mutating func integer() -> Int? {
    skipBlanks()
    let start = position
    var value = 0
    while position < count {
      let digit = unsafe bytes[position] &- 0x30
      guard digit <= 9 else { break }
      // Eighteen digits cannot overflow.
      guard position - start < 18 else { return nil }
      value = value &* 10 &+ Int(digit)
      position += 1
    }
    return position > start && isAtWordEnd ? value : nil
  }

  /// Returns the next word as a number, or nil if it is not one.
  package mutating func double() -> Double? {
    let range = nextWord()
    return unsafe DecimalNumber.double(UnsafeBufferPointer(rebasing: bytes[range]))
  }

  /// Returns at most 40 bytes of the next word, or nil at the end of the line.
  package mutating func word() -> String? {
    let range = nextWord()
    guard !range.isEmpty else { return nil }
    let shown = unsafe bytes[range.prefix(40)]
    return unsafe String(decoding: shown, as: UTF8.self).unicodeScalars.map {
      $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0)
    }.joined()
  }

  /// Returns a `badData` error at the current line.
  package func error(_ message: String, hint: Wording? = nil) -> DataError {
    DataError(.badData, message, at: .line(path, max(line, 1)), hint: hint)
  }

  private mutating func nextWord() -> Range<Int> {
    skipBlanks()
    let start = position
    while position < count, unsafe bytes[position] > 0x20 { position += 1 }
    return start..<position
  }

  private var isAtWordEnd: Bool { unsafe position >= count || bytes[position] <= 0x20 }

  private mutating func skipBlanks() {
    while position < count, unsafe bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
  }

  /// Moves past the end of the line.
  private mutating func skipLine() {
    isInLine = false
    while position < count {
      let byte = unsafe bytes[position]
      position += 1
      if byte == 0x0A { return }
      if byte == 0x0D {
        if position < count, unsafe bytes[position] == 0x0A { position += 1 }
        return
      }
    }
  }
}
