// SPDX-License-Identifier: Apache-2.0

/// The bytes of a text that is being written.
package struct TextBuilder {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends text without changes.
  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends a number with the fewest digits that read back as the same value; integers have no decimal
  /// point.
  package mutating func append(_ value: Double) { append(Self.text(value)) }

  /// Returns the fewest digits that read back as `value`.
  package static func text(_ value: Double) -> String {
    if let whole = Int32(exactly: value), value != 0 || value.sign == .plus { return String(whole) }
    return "\(value)"
  }

  /// Returns the fewest digits that read back as `value` in single precision.
  package static func text(_ value: Float) -> String {
    if let whole = Int32(exactly: value), value != 0 || value.sign == .plus { return String(whole) }
    return "\(value)"
  }
}
