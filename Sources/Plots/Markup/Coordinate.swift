// SPDX-License-Identifier: Apache-2.0

/// Formats coordinates with at most two decimals, without exponents and without -0.
package enum Coordinate {
  /// The largest coordinate. It is outside of any image, which has at most 10,000 pixels per side.
  static let limit = 100_000.0

  package static func text(_ value: Double) -> String {
    var text = ""
    append(value, to: &text)
    return text
  }

  /// Appends a number with at most two decimals, or at most one if `tenthsOnly` is true.
  static func append(_ value: Double, to text: inout String, tenthsOnly: Bool = false) {
    let scale = tenthsOnly ? 10 : 100
    let clamped = value.isNaN ? 0 : min(max(value, -limit), limit)
    let scaled = Int((clamped * Double(scale)).rounded())
    if scaled < 0 { text += "-" }
    let (whole, fraction) = Int(scaled.magnitude).quotientAndRemainder(dividingBy: scale)
    text += String(whole)
    guard fraction > 0 else { return }
    let tens = tenthsOnly ? fraction : fraction / 10
    text += "."
    text += String(tens)
    if !tenthsOnly && fraction % 10 > 0 { text += String(fraction % 10) }
  }
}
