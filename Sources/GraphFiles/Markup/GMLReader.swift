// SPDX-License-Identifier: Apache-2.0

/// A part of a GML document.
package enum GMLEvent {
  /// The start of a list: `key [`.
  case open(key: String)
  /// The end of a list: `]`.
  case close
  /// A value, `key value`: the text of a number, or of a string with its entities decoded.
  case value(key: String, text: String, isString: Bool)
}

/// A reader for GML, the Graph Modelling Language (Himsolt 1996): nested lists of keys with numbers,
/// strings and lists.
package enum GMLReader {
  /// The maximum nesting depth of lists.
  package static let largestDepth = 64

  /// Calls `body` with each part of the document in order and the number of its line. Throws `badData`
  /// with the file and line if the document is invalid, truncated or nested too deeply. Rethrows errors
  /// of `body`.
  package static func read(_ file: TextFile, _ body: (GMLEvent, Int) throws(DataError) -> Void)
    throws(DataError)
  {
    var scanner = GMLScanner(file)
    var depth = 0
    while true {
      switch try scanner.next() {
      case .end:
        guard depth == 0 else { throw scanner.error("the file is truncated: a '[' is not closed") }
        return
      case .close:
        guard depth > 0 else { throw scanner.error("']' without a matching '['") }
        depth -= 1
        try body(.close, scanner.line)
      case .word(let key):
        let line = scanner.line
        switch try scanner.next() {
        case .open:
          depth += 1
          guard depth <= largestDepth else {
            throw scanner.error("lists are nested more than \(largestDepth) deep")
          }
          try body(.open(key: key), line)
        case .word(let text): try body(.value(key: key, text: text, isString: false), line)
        case .string(let text): try body(.value(key: key, text: text, isString: true), line)
        case .close, .end:
          throw scanner.error("a key has no value")
        }
      case .open, .string: throw scanner.error("expected a key")
      }
    }
  }
}

/// Splits a GML document into tokens.
private struct GMLScanner {
  enum Token {
    case word(String)
    case string(String)
    case open
    case close
    case end
  }

  private(set) var line = 1
  private let bytes: [UInt8]
  private let path: String
  private var position: Int

  init(_ file: TextFile) {
    bytes = file.bytes
    path = file.path
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  func error(_ message: String) -> DataError { DataError(.badData, message, at: .line(path, line)) }

  mutating func next() throws(DataError) -> Token {
    skipBlanks()
    guard position < bytes.count else { return .end }
    switch bytes[position] {
    case UInt8(ascii: "["):
      position += 1
      return .open
    case UInt8(ascii: "]"):
      position += 1
      return .close
    case UInt8(ascii: "\""): return .string(try string())
    default:
      let start = position
      while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
      return .word(try text(start..<position))
    }
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
      } else if byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A || byte == 0x0C {
        advance()
      } else {
        return
      }
    }
  }

  /// Advances by one byte and counts a line end, which is LF, CR LF or CR.
  private mutating func advance() {
    let byte = bytes[position]
    position += 1
    let isEnd = byte == 0x0A || (byte == 0x0D && !(position < bytes.count && bytes[position] == 0x0A))
    if isEnd { line += 1 }
  }

  private mutating func string() throws(DataError) -> String {
    position += 1
    let start = position
    let opening = line
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { advance() }
    guard position < bytes.count else {
      line = opening
      throw error("the file is truncated: a quoted string is not closed")
    }
    let content = try text(start..<position)
    position += 1
    return content.utf8.contains(UInt8(ascii: "&")) ? GMLText.decoded(content) : content
  }

  private func text(_ range: Range<Int>) throws(DataError) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self), !bytes[range].contains(0) else {
      throw DataError(
        .badData, "contains bytes that are not valid UTF-8", at: .line(path, line),
        hint: "save the file as UTF-8")
    }
    return text
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0C, 0x0D, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""): true
    default: false
    }
  }
}
