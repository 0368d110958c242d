// SPDX-License-Identifier: Apache-2.0

/// Estimates of text width for common sans-serif fonts. The font that will actually be used is unknown.
enum TextMeasure {
  /// Returns the width of a text in pixels at a font size.
  static func width(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + width($1) } * size
  }

  /// Returns the text broken at spaces into lines of at most `width` pixels. A word that is too wide is
  /// shortened.
  static func wrapped(_ text: String, size: Double, width: Double) -> [String] {
    var lines = [String]()
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if line.isEmpty || Self.width(longer, size: size) <= width {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { shortened($0, size: size, width: width) }
  }

  /// Returns the text, or, if it is too wide, as much of its beginning as fits with an ellipsis.
  static func shortened(_ text: String, size: Double, width: Double) -> String {
    guard Self.width(text, size: size) > width else { return text }
    var result = ""
    var used = size
    for character in text {
      used += Self.width(String(character), size: size)
      guard used <= width else { break }
      result.append(character)
    }
    return result + "…"
  }

  /// Returns the width of a character as a share of the font size, rounded up rather than down.
  private static func width(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", "!", ".", ",", ":", ";", "|", "'", " ", "f", "t", "(", ")", "[", "]": 0.34
    case "m", "w", "M", "W", "@", "%": 0.92
    case "A"..."Z", "&": 0.71
    case "\u{0}"..."\u{2E7F}": 0.58
    default: 1.05
    }
  }
}
