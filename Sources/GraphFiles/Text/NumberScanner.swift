extension TextFile {
  /// Calls `body` with a scanner of numbers that stands before the first line.
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

/// Walks over the numbers of a text that has little else, such as the entries of a matrix, at the speed of its bytes.
///
/// The memory is that of ``TextFile/scanNumbers(_:)``, outside of which no scanner lives, and every access lies within:
/// that makes its methods safe. Lines end in LF, CR LF or CR.
@safe package struct NumberScanner {
  package let path: String
  private let bytes: UnsafeBufferPointer<UInt8>
  private let count: Int
  /// Where the next byte is read.
  private var position = 0
  /// Whether a line has begun whose end has not been passed.
  private var isInLine = false
  /// The number of the current line, from 1.
  package private(set) var line = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
    unsafe self.bytes = unsafe bytes
    self.path = path
    count = bytes.count
    if count >= 3, unsafe bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF { position = 3 }
  }

  /// Goes to the next line that holds something other than blanks and does not begin with `comment`; false behind the
  /// last one.
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

  /// Whether nothing but blanks is left in the line.
  package mutating func isAtLineEnd() -> Bool {
    skipBlanks()
    return unsafe position >= count || bytes[position] == 0x0A || bytes[position] == 0x0D
  }

  /// The next word as an integer from 0 on; nil where it is none, and then the place in the line is undefined.
  package mutating func integer() -> Int? {
    skipBlanks()
    let start = position
    var value = 0
    while position < count {
      let digit = unsafe bytes[position] &- 0x30
      guard digit <= 9 else { break }
      // 18 digits cannot overflow.
      guard position - start < 18 else { return nil }
      value = value &* 10 &+ Int(digit)
      position += 1
    }
    return position > start && isAtWordEnd ? value : nil
  }

  /// The next word as a number; nil where it is none.
  package mutating func double() -> Double? {
    let range = nextWord()
    return unsafe DecimalNumber.double(UnsafeBufferPointer(rebasing: bytes[range]))
  }

  /// The next word, at most forty bytes of it; nil where the line has no more.
  package mutating func word() -> String? {
    let range = nextWord()
    guard !range.isEmpty else { return nil }
    let shown = unsafe bytes[range.prefix(40)]
    return unsafe String(decoding: shown, as: UTF8.self).unicodeScalars.map {
      $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0)
    }.joined()
  }

  /// A `badData` error at the current line.
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

  /// Goes behind the end of the line.
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
