// SPDX-License-Identifier: Apache-2.0

/// Logarithms and powers of ten without a mathematics library, so that results are identical bit for bit
/// on every platform.
package enum Decimals {
  /// Returns 10^exponent, correctly rounded.
  package static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

  /// Returns the largest integer e with 10^e <= |value|. The value must be finite and not 0.
  package static func exponent(of value: Double) -> Int {
    let magnitude = abs(value)
    var exponent = Int(logarithm(magnitude).rounded(.down))
    // Rounding may put the logarithm on the wrong side of an integer if the number is close to a power
    // of ten.
    if power(exponent + 1) <= magnitude { exponent += 1 }
    if power(exponent) > magnitude { exponent -= 1 }
    return exponent
  }

  /// Returns the logarithm to base 10 of a positive finite number.
  package static func logarithm(_ value: Double) -> Double {
    var significand = value.significand
    var exponent = Double(value.exponent)
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    // The series is ln m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172 here.
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for odd in stride(from: 21.0, through: 1, by: -2) { sum = sum * square + 1 / odd }
    let naturalLogarithmOfTwo = 0.6931471805599453
    let naturalLogarithmOfTen = 2.302585092994046
    return (exponent * naturalLogarithmOfTwo + 2 * ratio * sum) / naturalLogarithmOfTen
  }
}
