/// The text of an SVG document, indented.
struct SVGText {
  private(set) var text = ""
  private var depth = 0

  init() { text.reserveCapacity(1 << 16) }

  /// Opens an element that holds others.
  mutating func open(_ element: String) {
    line("<\(element)>")
    depth += 1
  }

  /// Closes it.
  mutating func close(_ name: String) {
    depth -= 1
    line("</\(name)>")
  }

  /// A whole line.
  mutating func line(_ content: String) {
    for _ in 0..<depth { text += "  " }
    text += content
    text += "\n"
  }

  /// A line of text in an element; an empty text makes none.
  mutating func label(_ content: String, _ attributes: String) {
    if !content.isEmpty { line("<text \(attributes)>\(Self.escaped(content))</text>") }
  }

  /// Text with what XML gives a meaning to replaced, and without the control characters that it forbids.
  static func escaped(_ content: String) -> String {
    var result = ""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result += " "
      default:
        let isForbidden = scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
        if !isForbidden { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }
}
