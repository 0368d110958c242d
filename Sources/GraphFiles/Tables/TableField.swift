/// Fields of the tables that the program writes: in quotes where a reader would otherwise find another text.
package enum TableField {
  /// Names of columns that the first row may have. An id of that name stands in quotes, so that it is none.
  private static let columnNames: Set<String> = [
    "source", "target", "weight", "id", "label", "value", "node",
  ]

  /// `text` as a field between `separator`s.
  package static func written(_ text: String, separator: TableSeparator = .comma) -> String {
    guard needsQuotes(text, separator) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  private static func needsQuotes(_ text: String, _ separator: TableSeparator) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return true }
    if isBlank(first) || isBlank(last) || first == UInt8(ascii: "#") || first == UInt8(ascii: "%") {
      return true
    }
    let isSpecial = text.utf8.contains { byte in
      byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D || byte == separator.byte
        || (separator == .blanks && isBlank(byte))
    }
    return isSpecial || MissingValue.isMissing(text) || columnNames.contains(text.lowercased())
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
