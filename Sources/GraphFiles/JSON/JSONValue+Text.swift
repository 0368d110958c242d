// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
  /// Returns the document as text, either on one line or indented, with each member of an object on a
  /// separate line. Numbers that are not finite are written as null because JSON cannot express them.
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
    case .literal(let digits): text += digits
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
