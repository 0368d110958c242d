extension String {
  /// The text as a terminal may be shown it: on one line, every character that moves the cursor, changes the terminal or
  /// the direction of writing, or cannot be seen at all as an escape such as `\u{1B}`.
  ///
  /// - Parameter limit: the most characters; what is longer is cut and ends in `…`.
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
      // One letter may carry any number of marks.
      for scalar in character.unicodeScalars.prefix(16) { text += scalar.printable }
    }
    return text
  }

  /// The same of a text whose words come from files: the whole may be long, a word of it may not.
  package func printableWords(limit: Int = 120, total: Int = 4000) -> String {
    split(separator: " ", omittingEmptySubsequences: false)
      .map { String($0).printable(limit: limit) }.joined(separator: " ").printable(limit: total)
  }

  /// The same of a text of several lines, which stay.
  package var printableLines: String {
    guard unicodeScalars.contains(where: { $0 != "\n" && !$0.isPrintable }) else { return self }
    return split(separator: "\n" as Unicode.Scalar).map { String($0).printable() }.joined(separator: "\n")
  }

  private func split(separator: Unicode.Scalar) -> [Substring.UnicodeScalarView] {
    unicodeScalars.split(separator: separator, omittingEmptySubsequences: false)
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows the character and does nothing else.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
    // Marks of writing directions; joiners, which emoji and some scripts need, stay.
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
  /// The error as a terminal may be shown it: settings as options, paths whole, words of the message cut where they are very
  /// long.
  package var printable: String { Self.line(wording.namingOptions.printableWords(), at: place).printable() }
}

extension DataNote {
  /// The note as a terminal may be shown it: settings as options.
  package var printable: String {
    DataError.line(wording.namingOptions.printableWords(), at: place).printable()
  }
}
