// SPDX-License-Identifier: Apache-2.0

/// Formats the fields of tables that the library writes. Fields that a reader would otherwise read as
/// different text are quoted.
package enum TableField {
  /// Names that columns in a header row may have. An id that equals one of them is quoted, so that it is
  /// not read as a header.
  private static let columnNames: Set<String> = [
    "source", "target", "weight", "id", "label", "value", "node",
  ]

  /// Returns `text` as a field of a table with the given separator, in quotes if necessary.
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
