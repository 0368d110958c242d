// SPDX-License-Identifier: Apache-2.0

/// A strict parser for one JSON document (RFC 8259).
///
/// Arrays and objects may be nested at most ``largestDepth`` deep, so that no document exhausts the
/// stack. A duplicate member of an object is an error, because it is unclear which of the two is valid.
/// Text is UTF-8 with an optional byte order mark. An escape of only half a surrogate pair is an error.
@safe struct JSONParser {
  /// The maximum nesting depth of arrays and objects.
  static let largestDepth = 512

  /// Why a document could not be parsed, and the offset of the byte where this was found.
  struct Failure: Error {
    let message: String
    let offset: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  /// Creates a parser of `bytes`, which must outlive it.
  @unsafe init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = bytes
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if unsafe bytes.prefix(3).elementsEqual(mark) { position = 3 }
  }

  /// Parses the only value of the document. Throws if anything but whitespace follows.
  mutating func document() throws(Failure) -> JSONValue {
    let value = try value()
    skipBlanks()
    guard position == byteCount else { throw failure("unexpected text after the end of the document") }
    return value
  }

  // MARK: Bytes

  private var byteCount: Int { unsafe bytes.count }

  /// The byte at the position. At the end it is 0, which is not valid in any document.
  private var current: UInt8 { position < byteCount ? unsafe bytes[position] : 0 }

  private mutating func skipBlanks() {
    while position < byteCount {
      switch unsafe bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private func failure(_ message: String, at offset: Int? = nil) -> Failure {
    Failure(message: message, offset: offset ?? position)
  }

  /// A description of the byte at the position, for an error.
  private var found: String {
    guard position < byteCount else { return "the end" }
    let byte = unsafe bytes[position]
    return byte > 0x20 && byte < 0x7F ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
  }

  // MARK: Values

  private mutating func value() throws(Failure) -> JSONValue {
    skipBlanks()
    switch current {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return try number()
    default: throw failure("expected a value, found \(found)")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
    let length = word.utf8CodeUnitCount
    guard byteCount - position >= length,
      unsafe bytes[position..<position + length].elementsEqual(
        UnsafeBufferPointer(start: word.utf8Start, count: length))
    else { throw failure("expected a value, found \(found)") }
    position += length
    return value
  }

  private mutating func enter() throws(Failure) {
    guard depth < Self.largestDepth else {
      throw failure("arrays and objects are nested more than \(Self.largestDepth) deep")
    }
    depth += 1
    position += 1
    skipBlanks()
  }

  /// Returns whether another element follows. If not, the closing byte is consumed.
  private mutating func continues(to closing: UInt8) throws(Failure) -> Bool {
    skipBlanks()
    let byte = current
    guard byte == UInt8(ascii: ",") || byte == closing else {
      throw failure("expected ',' or '\(Character(Unicode.Scalar(closing)))', found \(found)")
    }
    position += 1
    return byte != closing
  }

  private mutating func array() throws(Failure) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var elements = [JSONValue]()
    if current == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    repeat { elements.append(try value()) } while try continues(to: UInt8(ascii: "]"))
    return .array(elements)
  }

  private mutating func object() throws(Failure) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var members = [(String, JSONValue)]()
    if current == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    var names = MemberNames()
    repeat {
      skipBlanks()
      guard current == UInt8(ascii: "\"") else { throw failure("expected a member's name, found \(found)") }
      let start = position
      let name = try string()
      guard names.insert(name) else { throw failure("duplicate member '\(name)'", at: start) }
      skipBlanks()
      guard current == UInt8(ascii: ":") else { throw failure("expected ':', found \(found)") }
      position += 1
      members.append((name, try value()))
    } while try continues(to: UInt8(ascii: "}"))
    return .object(members)
  }

  // MARK: Numbers

  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    let isNegative = current == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let firstDigit = position
    try digits()
    guard unsafe position - firstDigit == 1 || bytes[firstDigit] != 0x30 else {
      throw failure("a number has a leading zero", at: start)
    }
    let isWhole = current != UInt8(ascii: ".") && current | 0x20 != UInt8(ascii: "e")
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = unsafe UnsafeBufferPointer(rebasing: bytes[start..<position])
    if isWhole {
      if let value = unsafe DecimalNumber.integer(text) {
        return value == 0 && isNegative ? .number(-0.0) : .integer(value)
      }
      let literal = unsafe String(decoding: text, as: UTF8.self)
      return UInt64(literal).map { .unsigned($0) } ?? .literal(literal)
    }
    guard let value = unsafe DecimalNumber.double(text), value.isFinite else {
      return unsafe .literal(String(decoding: text, as: UTF8.self))
    }
    return .number(value)
  }

  /// Consumes one or more digits.
  private mutating func digits() throws(Failure) {
    let start = position
    while current &- 0x30 <= 9 { position += 1 }
    guard position > start else { throw failure("expected a digit, found \(found)") }
  }

  // MARK: Strings

  private mutating func string() throws(Failure) -> String {
    position += 1
    let start = position
    while position < byteCount {
      let byte = unsafe bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = try unsafe validated(UnsafeBufferPointer(rebasing: bytes[start..<position]), start)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw failure("a string contains control character \(byte)") }
      position += 1
    }
    throw failure("a string is not closed", at: start)
  }

  private func validated(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) throws(Failure) -> String {
    guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
      throw failure("a string is not valid UTF-8", at: start)
    }
    return text
  }

  /// Returns the string that begins at `start` and has its first escape at the position.
  private mutating func escapedString(from start: Int) throws(Failure) -> String {
    var text = unsafe Array(bytes[start..<position])
    while position < byteCount {
      let byte = unsafe bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        return try unsafe text.withUnsafeBufferPointer { (buffer) throws(Failure) in
          try unsafe validated(buffer, start)
        }
      case UInt8(ascii: "\\"): text += try escape().utf8
      case ..<0x20: throw failure("a string contains control character \(byte)", at: position - 1)
      default: text.append(byte)
      }
    }
    throw failure("a string is not closed", at: start)
  }

  /// Returns the character of an escape whose backslash has been consumed.
  private mutating func escape() throws(Failure) -> String {
    let start = position - 1
    let byte = current
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(Character(Unicode.Scalar(byte)))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw failure("a string contains an unknown escape", at: start)
    }
    let first = try codeUnit()
    guard UTF16.isLeadSurrogate(first) else {
      guard let scalar = Unicode.Scalar(first) else {
        throw failure("an escape is only half of a surrogate pair", at: start)
      }
      return String(Character(scalar))
    }
    guard current == UInt8(ascii: "\\") else {
      throw failure("an escape is only half of a surrogate pair", at: start)
    }
    position += 1
    guard current == UInt8(ascii: "u") else {
      throw failure("an escape is only half of a surrogate pair", at: start)
    }
    position += 1
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else {
      throw failure("an escape is only half of a surrogate pair", at: start)
    }
    return String(decoding: [first, second], as: UTF16.self)
  }

  /// Reads four hexadecimal digits.
  private mutating func codeUnit() throws(Failure) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else {
        throw failure("expected a hexadecimal digit, found \(found)")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}

/// The member names of an object, compared byte by byte.
private struct MemberNames {
  private struct Name: Hashable {
    let text: String
    static func == (left: Name, right: Name) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    func hash(into hasher: inout Hasher) {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }

  // Most objects have only a few members, for which comparing is faster than hashing.
  private var few: [Name] = []
  private var many: Set<Name> = []

  /// Inserts a name and returns whether it is new.
  mutating func insert(_ text: String) -> Bool {
    let name = Name(text: text)
    if many.isEmpty {
      if few.contains(name) { return false }
      few.append(name)
      if few.count == 16 { many = Set(few) }
      return true
    }
    return many.insert(name).inserted
  }
}
