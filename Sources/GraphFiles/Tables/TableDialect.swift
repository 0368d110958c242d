// SPDX-License-Identifier: Apache-2.0

/// The form of a text table: its separator, its comments, and how its numbers are written.
package struct TableDialect: Sendable, Hashable {
  /// The lines that are skipped as comments.
  package enum Comments: Sendable, Hashable {
    /// No lines.
    case none
    /// Lines that start with `#` or `%`. After the first row, such a line is a comment only if the
    /// character is followed by whitespace or the end of the line.
    case standard
    /// All lines that start with this character.
    case sign(UInt8)
  }

  /// The separator between fields.
  package var separator: TableSeparator
  /// The lines that are skipped as comments.
  package var comments = Comments.standard
  /// Whether numbers have a decimal comma.
  package var hasDecimalCommas = false
  /// Whether a quote within quotes is escaped with a backslash, as R does by default.
  package var hasBackslashQuotes = false
  /// Whether only fields that need quotes have them, so that `"NA"` in quotes is text and not a missing
  /// value.
  package var quotesMarkText = true
  /// The offset of the first row, after a byte order mark and the comments before the data.
  package var start = 0
  /// The line number of the first row.
  package var startLine = 1

  package init(separator: TableSeparator) { self.separator = separator }
}
