/// The form of one text table: what separates fields, what is a comment, how numbers are written.
package struct TableDialect: Sendable, Hashable {
  /// Which lines are passed over.
  package enum Comments: Sendable, Hashable {
    /// None.
    case none
    /// Lines that begin with `#` or `%`: those before the first row, and later ones in which a blank or the end of the line
    /// follows.
    case standard
    /// Every line that begins with this character.
    case sign(UInt8)
  }

  /// What separates the fields.
  package var separator: TableSeparator
  /// Which lines are passed over.
  package var comments = Comments.standard
  /// Whether numbers have a comma before their decimals.
  package var hasDecimalCommas = false
  /// Whether a backslash stands before a quote within quotes, as R writes them unless it is told otherwise.
  package var hasBackslashQuotes = false
  /// Whether only fields that need quotes have them, so that quotes around `NA` mean that it is a text.
  package var quotesMarkText = true
  /// Where the first row begins, behind a byte order mark and the lines of comment before the data.
  package var start = 0
  /// The number of the line there.
  package var startLine = 1

  package init(separator: TableSeparator) { self.separator = separator }
}
