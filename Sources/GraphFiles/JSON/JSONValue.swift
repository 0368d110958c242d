#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A JSON document. Objects keep the order in which they were written.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A whole number that may be beyond the largest `Int`, as seeds are.
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  package static func == (left: JSONValue, right: JSONValue) -> Bool { left.text() == right.text() }

  /// Parses a document. Throws `badData` at `path` where it is none. Objects come in the order of their names.
  package static func parse(_ bytes: [UInt8], path: String) throws(DataError) -> JSONValue {
    do {
      return try JSONDecoder().decode(Decoded.self, from: Data(bytes)).value
    } catch {
      throw DataError(.badData, "is not valid JSON", at: .file(path))
    }
  }

  /// The member of an object.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0 == name }?.1
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The text of a string, or the digits of a whole number: what an id can be written as.
  package var idText: String? { string ?? integer.map { String($0) } }
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
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The document as text: on one line, or indented with objects of more than one line. Numbers that are not
  /// finite become null, as JSON has none.
  package func text(indented: Bool = false) -> String {
    var text = ""
    write(to: &text, indented: indented, depth: 0)
    return text
  }

  private func write(to text: inout String, indented: Bool, depth: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.quote(value, to: &text)
    case .array(let values):
      let isFlat = values.allSatisfy { if case .object = $0 { false } else { true } }
      Self.list(values, "[", "]", indented && !isFlat, depth, &text) {
        $0.write(to: &$1, indented: indented, depth: depth + 1)
      }
    case .object(let members):
      Self.list(members, "{", "}", indented, depth, &text) { member, text in
        Self.quote(member.0, to: &text)
        text += indented ? ": " : ":"
        member.1.write(to: &text, indented: indented, depth: depth + 1)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], _ open: String, _ close: String, _ indented: Bool, _ depth: Int,
    _ text: inout String,
    _ write: (Element, inout String) -> Void
  ) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      if indented { text += "\n" + String(repeating: "  ", count: depth + 1) }
      write(element, &text)
    }
    if indented && !elements.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
    text += close
  }

  private static func quote(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20:
        let hexadecimal = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

/// What the decoder finds.
private struct Decoded: Decodable {
  let value: JSONValue

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: Name.self) {
      value = .object(
        try members.allKeys.map { ($0.stringValue, try members.decode(Decoded.self, forKey: $0).value) }
          .sorted { $0.0 < $1.0 })
    } else if var elements = try? decoder.unkeyedContainer() {
      var values = [JSONValue]()
      while !elements.isAtEnd { values.append(try elements.decode(Decoded.self).value) }
      value = .array(values)
    } else {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        value = .null
      } else if let bool = try? single.decode(Bool.self) {
        value = .bool(bool)
      } else if let integer = try? single.decode(Int.self) {
        value = .integer(integer)
      } else if let unsigned = try? single.decode(UInt64.self) {
        value = .unsigned(unsigned)
      } else if let number = try? single.decode(Double.self) {
        value = .number(number)
      } else {
        value = .string(try single.decode(String.self))
      }
    }
  }
}
