// SPDX-License-Identifier: Apache-2.0

extension String {
  /// Returns the text in a form that is safe to show in a terminal: on one line, with escapes such as
  /// `\u{1B}` for characters that are invisible, move the cursor, or change the terminal or the writing
  /// direction.
  ///
  /// - Parameter limit: The maximum number of characters. Longer text is cut and ends in `…`.
  package func printable(limit: Int = .max) -> String {
    var isPlain = true
    var length = 0
    for byte in utf8 {
      length += 1
      if byte < 0x20 || byte >= 0x7F { isPlain = false }
    }
    if isPlain && length <= limit { return self }
    var text = ""
    var count = 0
    for character in self {
      guard count < limit else { return text + "…" }
      count += 1
      // A letter may have any number of combining marks.
      for scalar in character.unicodeScalars.prefix(16) { text += scalar.printable }
    }
    return text
  }

  /// Returns the text in a form that is safe to show in a terminal, for text with words from files:
  /// `limit` applies to each word, `total` to the whole text.
  package func printableWords(limit: Int = 120, total: Int = 4000) -> String {
    split(separator: " ", omittingEmptySubsequences: false)
      .map { String($0).printable(limit: limit) }.joined(separator: " ").printable(limit: total)
  }

  /// The text in a form that is safe to show in a terminal, with its line breaks.
  package var printableLines: String {
    guard unicodeScalars.contains(where: { $0 != "\n" && !$0.isPrintable }) else { return self }
    return split(separator: "\n" as Unicode.Scalar).map { String($0).printable() }.joined(separator: "\n")
  }

  private func split(separator: Unicode.Scalar) -> [Substring.UnicodeScalarView] {
    unicodeScalars.split(separator: separator, omittingEmptySubsequences: false)
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows the character without any other effect.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
    // Writing-direction marks are escaped; joiners, which emoji and some scripts need, are kept.
    case .format: value == 0x200C || value == 0x200D
    default: true
    }
  }

  fileprivate var printable: String {
    guard !isPrintable else { return String(Character(self)) }
    switch self {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: return "\\u{" + String(value, radix: 16, uppercase: true) + "}"
    }
  }
}

extension DataError {
  /// The error for a terminal, in the wording with command-line options. Paths are not shortened; very
  /// long words of the message are.
  package var printable: String { Self.line(wording.namingOptions.printableWords(), at: place).printable() }
}

extension DataNote {
  /// The note for a terminal, in the wording with command-line options.
  package var printable: String {
    DataError.line(wording.namingOptions.printableWords(), at: place).printable()
  }
}
