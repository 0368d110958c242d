/// The words by which programs say that a value is missing.
package enum MissingValue {
  /// What pandas, R, NumPy, SQL and the UCI repository write. Case counts, as `none` and `na` may be classes.
  private static let words: Set<String> = [
    "?", "nan", "NaN", "NAN", "NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "None",
  ]

  /// Whether `text` says so.
  package static func isMissing(_ text: String) -> Bool { text.isEmpty || words.contains(text) }

  /// Whether `bytes` say so.
  static func isMissing(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= 4 else { return false }
    return unsafe isMissing(String(decoding: bytes, as: UTF8.self))
  }
}
