// SPDX-License-Identifier: Apache-2.0

/// The formats of numbers in text output.
package enum NumberText {
  /// Formats a number with `places` decimals; `-` if it is not finite. From 1e9 on the number is rounded
  /// to an integer, from 1e15 on it is written with a power of ten.
  package static func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "-" }
    let magnitude = abs(value)
    guard magnitude < 1e15 else { return scientific(value, digits: 6) }
    guard magnitude < 1e9 else { return (value < 0 ? "-" : "") + String(Int(magnitude.rounded())) }
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    // The integer part and the fraction are kept apart, because the product of the number and the scale
    // may exceed the largest integer.
    var whole = Int(magnitude.rounded(.down))
    var fraction = Int(((magnitude - Double(whole)) * scale).rounded())
    if fraction >= Int(scale) { (whole, fraction) = (whole + 1, fraction - Int(scale)) }
    let sign = value < 0 && (whole > 0 || fraction > 0) ? "-" : ""
    guard places > 0 else { return sign + String(whole + fraction) }
    let digits = String(fraction)
    return sign + "\(whole)." + String(repeating: "0", count: places - digits.count) + digits
  }

  /// Formats a number with its leading digits and its power of ten, such as `3.1e-09`; `-` if it is not
  /// finite.
  ///
  /// - Parameter digits: The number of digits after the point. If it is more than 1, trailing zeros are
  ///   removed except for the first digit.
  package static func scientific(_ value: Double, digits: Int = 1) -> String {
    guard value.isFinite else { return "-" }
    guard value != 0 else { return "0" }
    var exponent = 0
    var leading = abs(value)
    while leading >= 10 { (leading, exponent) = (leading / 10, exponent + 1) }
    while leading < 1 { (leading, exponent) = (leading * 10, exponent - 1) }
    if decimal(leading, digits).hasPrefix("10.") { (leading, exponent) = (1, exponent + 1) }
    var text = decimal(leading, digits)
    while digits > 1 && text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
    let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return (value < 0 ? "-" : "") + text + "e" + (exponent < 0 ? "-" : "+") + power
  }

  /// Formats a share as a percentage ; `-` if it is not finite.
  ///
  /// - Parameter places: The number of decimals.
  package static func percent(_ share: Double, _ places: Int = 2) -> String {
    share.isFinite ? decimal(100 * share, places) + " %" : "-"
  }

  /// Formats a number of bytes in B, kB or MB, rounded down, with at least two digits from kB on.
  package static func bytes(_ count: Int) -> String {
    count < 10_000 ? "\(count) B" : count < 10_000_000 ? "\(count / 1000) kB" : "\(count / 1_000_000) MB"
  }
}
