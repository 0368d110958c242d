/// Writes elements, each on a line of its own and indented by its depth.
struct MarkupWriter {
  private(set) var text = ""
  private var openTags: [String] = []

  /// The spaces before the next line.
  var indentation: String { String(repeating: "  ", count: openTags.count) }

  /// Begins an element that holds others. Attributes with an empty value are left out.
  mutating func open(_ tag: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    start(tag, attributes)
    text += ">\n"
    openTags.append(tag)
  }

  /// Ends the element that was begun last.
  mutating func close() {
    guard let tag = openTags.popLast() else { return }
    text += indentation
    text += "</\(tag)>\n"
  }

  /// An element with text, or with nothing in it.
  mutating func element(
    _ tag: String, _ attributes: KeyValuePairs<String, String> = [:], text content: String = ""
  ) {
    start(tag, attributes)
    text += content.isEmpty ? "/>\n" : ">\(MarkupText.escaped(content))</\(tag)>\n"
  }

  /// Lines that are markup already.
  mutating func lines(_ lines: [String]) {
    for line in lines { text += "\(indentation)\(line)\n" }
  }

  private mutating func start(_ tag: String, _ attributes: KeyValuePairs<String, String>) {
    text += indentation
    text += "<\(tag)"
    for (name, value) in attributes where !value.isEmpty {
      text += " \(name)=\""
      // Outlines are long and hold nothing that needs escaping.
      text += name == "d" ? value : MarkupText.escaped(value)
      text += "\""
    }
  }
}
