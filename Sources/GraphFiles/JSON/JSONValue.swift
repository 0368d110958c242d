// SPDX-License-Identifier: Apache-2.0

/// A JSON document. Objects keep the order of their members.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// An integer that may be greater than the largest `Int`, such as a seed.
  case unsigned(UInt64)
  case number(Double)
  /// The text of a number that none of the other cases can hold: an integer of more than 64 bits, or a
  /// number greater than the largest `Double`.
  case literal(String)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// Parses a document (RFC 8259). Throws `badData` with the line if it is invalid; see ``JSONParser``.
  ///
  /// - Parameters:
  ///   - path: The file name in errors.
  ///   - isEmbedded: Whether the document is part of a file in another format. Errors then name only the
  ///     file, because line numbers within the document would not help users.
  package static func parse(_ bytes: [UInt8], path: String, isEmbedded: Bool = false) throws(DataError)
    -> JSONValue
  {
    do throws(JSONParser.Failure) {
      return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(JSONParser.Failure) in
        var parser = unsafe JSONParser(buffer)
        return try parser.document()
      }
    } catch {
      let line = bytes[..<min(error.offset, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
      throw DataError(
        .badData, "is not valid JSON: \(error.message)", at: isEmbedded ? .file(path) : .line(path, line))
    }
  }

  /// The member of an object with the given name; nil if there is none or the value is not an object.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0 == name }?.1
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var integer: Int? {
    switch self {
    case .integer(let value): value
    case .unsigned(let value): Int(exactly: value)
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }
  /// The value as a number, rounded if it has more digits than a `Double` holds; nil if it is not a
  /// number or is greater than the largest `Double`.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    case .literal(let digits): Double(digits).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  /// The value as an id, such as that of a node: the text of a string, or the digits of an integer as
  /// written, however many there are. Nil for all other values, including numbers with a fraction or an
  /// exponent.
  package var idText: String? {
    switch self {
    case .string(let text): return text
    case .integer(let value): return String(value)
    case .unsigned(let value): return String(value)
    case .literal(let digits):
      return digits.utf8.allSatisfy { $0 == UInt8(ascii: "-") || ($0 >= 0x30 && $0 <= 0x39) } ? digits : nil
    default: return nil
    }
  }
}

extension JSONValue: Equatable {
  /// Returns whether both documents are the same: text is compared byte by byte, members in order, and
  /// integers by value. Numbers that are not finite are equal because all of them are written as null.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.unsigned(let left), .unsigned(let right)): left == right
    case (.integer(let left), .unsigned(let right)), (.unsigned(let right), .integer(let left)):
      left >= 0 && UInt64(left) == right
    case (.number(let left), .number(let right)): left == right || (!left.isFinite && !right.isFinite)
    case (.literal(let left), .literal(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)):
      left.elementsEqual(right) { $0.0.utf8.elementsEqual($1.0.utf8) && $0.1 == $1.1 }
    default: false
    }
  }
}
