// SPDX-License-Identifier: Apache-2.0

/// Writes XML elements, each on a separate line and indented by its depth.
struct MarkupWriter {
  private(set) var text = ""
  private var openTags: [String] = []

  /// The indentation of the next line.
  var indentation: String { String(repeating: "  ", count: openTags.count) }

  /// Begins an element that contains other elements. Attributes with an empty value are omitted.
  mutating func open(_ tag: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    start(tag, attributes)
    text += ">\n"
    openTags.append(tag)
  }

  /// Ends the innermost open element.
  mutating func close() {
    guard let tag = openTags.popLast() else { return }
    text += indentation
    text += "</\(tag)>\n"
  }

  /// Writes an element with text, or an empty element.
  mutating func element(
    _ tag: String, _ attributes: KeyValuePairs<String, String> = [:], text content: String = ""
  ) {
    start(tag, attributes)
    text += content.isEmpty ? "/>\n" : ">\(MarkupText.escaped(content))</\(tag)>\n"
  }

  /// Writes lines that are already markup.
  mutating func lines(_ lines: [String]) {
    for line in lines { text += "\(indentation)\(line)\n" }
  }

  private mutating func start(_ tag: String, _ attributes: KeyValuePairs<String, String>) {
    text += indentation
    text += "<\(tag)"
    for (name, value) in attributes where !value.isEmpty {
      text += " \(name)=\""
      // Path outlines are long and contain nothing that needs escaping.
      text += name == "d" ? value : MarkupText.escaped(value)
      text += "\""
    }
  }
}
