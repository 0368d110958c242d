// SPDX-License-Identifier: Apache-2.0

/// An integer times a power of ten, which can be printed without rounding.
package struct TickNumber: Equatable, Sendable {
  package let coefficient: Int
  package let exponent: Int

  /// The nearest floating-point number.
  package var value: Double { Double("\(coefficient)e\(exponent)") ?? 0 }

  package init(coefficient: Int, exponent: Int) {
    // Trailing zeros are moved to the exponent, so that equal numbers have equal representations.
    var (coefficient, exponent) = (coefficient, coefficient == 0 ? 0 : exponent)
    while coefficient != 0 && coefficient % 10 == 0 {
      coefficient /= 10
      exponent += 1
    }
    self.coefficient = coefficient
    self.exponent = exponent
  }

  /// Rounds a finite number to a number of significant digits, at most 15.
  package init(rounding value: Double, significantDigits: Int) {
    guard value.isFinite && value != 0 else {
      self.init(coefficient: 0, exponent: 0)
      return
    }
    let exponent = Decimals.exponent(of: value) + 1 - significantDigits
    // Two steps, because the power of ten of a very small number has no finite inverse.
    let half = exponent / 2
    let scaled = value / Decimals.power(half) / Decimals.power(exponent - half)
    self.init(coefficient: Int(scaled.rounded()), exponent: exponent)
  }

  /// Whether the number is short enough to be written without an exponent.
  var isShort: Bool {
    guard coefficient != 0 else { return true }
    let digits = String(coefficient.magnitude).count
    return exponent + digits <= 7 && digits <= 7 && exponent + digits >= -3
  }

  /// Returns the number without an exponent and with thousands separators, such as `0.001` or `12,000`.
  func fixed(decimals: Int? = nil) -> String {
    let places = decimals ?? max(0, -exponent)
    var digits = String(coefficient.magnitude)
    digits += String(repeating: "0", count: coefficient == 0 ? places : max(0, exponent + places))
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = digits.dropLast(places)
    var text = coefficient < 0 ? "-" : ""
    for (index, digit) in whole.enumerated() {
      if index > 0 && (whole.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return places == 0 ? text : text + "." + digits.suffix(places)
  }

  /// The number with an exponent, such as `1.5e-6`.
  var scientific: String {
    guard coefficient != 0 else { return "0" }
    let digits = String(coefficient.magnitude)
    let fraction = digits.dropFirst()
    let mantissa = digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
    return (coefficient < 0 ? "-" : "") + mantissa + "e\(exponent + fraction.count)"
  }

  /// The number without an exponent if it is short, otherwise with one.
  package var text: String { isShort ? fixed() : scientific }
}
