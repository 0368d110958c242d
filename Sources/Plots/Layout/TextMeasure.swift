/// How wide text is, estimated for common sans-serif fonts, since an image cannot ask which one will be used.
enum TextMeasure {
  /// The width in pixels at a font size.
  static func width(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + width($1) } * size
  }

  /// The text in lines no wider than that, broken at spaces; words that are too wide end in an ellipsis.
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

  /// The text, or as much of its beginning as fits with an ellipsis.
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

  /// The share of the font size that a character takes, rather too much than too little.
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
