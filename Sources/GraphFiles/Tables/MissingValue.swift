// SPDX-License-Identifier: Apache-2.0

/// The words that programs write for a missing value.
package enum MissingValue {
  /// Words written by pandas, R, NumPy, SQL and the UCI repository. They are case-sensitive because
  /// `none` and `na` may be classes.
  private static let words: Set<String> = [
    "?", "nan", "NaN", "NAN", "NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "None",
  ]

  /// Returns whether `text` is empty or one of these words.
  package static func isMissing(_ text: String) -> Bool { text.isEmpty || words.contains(text) }

  /// Returns whether `bytes` are empty or one of these words.
  static func isMissing(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= 4 else { return false }
    return unsafe isMissing(String(decoding: bytes, as: UTF8.self))
  }
}
