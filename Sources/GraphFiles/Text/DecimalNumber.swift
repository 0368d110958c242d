// SPDX-License-Identifier: Apache-2.0

/// Parses decimal numbers from bytes without creating strings.
package enum DecimalNumber {
  /// The powers of ten that a double represents exactly.
  private static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
  ]

  /// Returns the double nearest to the decimal number in `bytes`, or nil if they are not a number.
  ///
  /// A number consists of a sign, digits with an optional point, and an optional exponent; `nan`, `inf`
  /// and `infinity` are accepted in any case. A number that is too large for a double becomes infinite,
  /// as in `strtod`.
  package static func double(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    let count = bytes.count
    var index = 0
    var isNegative = false
    if count > 0, unsafe bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
      isNegative = unsafe bytes[0] == UInt8(ascii: "-")
      index = 1
    }
    var mantissa: UInt64 = 0
    var significant = 0
    var exponent = 0
    var hasDigits = false
    var isCut = false
    var isFraction = false
    while index < count {
      let digit = unsafe bytes[index] &- 0x30
      if digit <= 9 {
        hasDigits = true
        if significant < 19 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if mantissa != 0 { significant += 1 }
          if isFraction { exponent -= 1 }
        } else {
          if digit != 0 { isCut = true }
          if !isFraction { exponent += 1 }
        }
      } else if unsafe bytes[index] == UInt8(ascii: ".") && !isFraction {
        isFraction = true
      } else {
        break
      }
      index += 1
    }
    guard hasDigits else {
      return isFraction ? nil : unsafe notFinite(bytes, from: index).map { isNegative ? -$0 : $0 }
    }
    if index < count, unsafe bytes[index] | 0x20 == UInt8(ascii: "e") {
      guard let written = unsafe signedDigits(bytes, from: index + 1) else { return nil }
      exponent += written
      index = count
    }
    guard index == count else { return nil }
    if mantissa == 0 { return isNegative ? -0.0 : 0 }
    // Both operands are exact, so the single rounding of the operation gives the nearest double (Clinger
    // 1990).
    if !isCut && mantissa <= 1 << 53 && exponent >= -22 && exponent <= 22 {
      let magnitude = Double(mantissa)
      let value = exponent < 0 ? magnitude / exactPowers[-exponent] : magnitude * exactPowers[exponent]
      return isNegative ? -value : value
    }
    return unsafe Double(String(decoding: bytes, as: UTF8.self))
  }

  /// Returns the integer in `bytes`, or nil if they are not an integer of at most 64 bits.
  package static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    var isNegative = false
    if bytes.count > 1, unsafe bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
      isNegative = unsafe bytes[0] == UInt8(ascii: "-")
      index = 1
    }
    guard index < bytes.count else { return nil }
    var value = 0
    while index < bytes.count {
      let digit = unsafe bytes[index] &- 0x30
      guard digit <= 9 else { return nil }
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isTooLargeSum) = product.addingReportingOverflow(isNegative ? -Int(digit) : Int(digit))
      guard !isTooLarge && !isTooLargeSum else { return nil }
      value = sum
      index += 1
    }
    return value
  }

  /// Returns an exponent, or nil if it is invalid. Values are limited to about a million, because the
  /// result is 0 or infinite beyond that.
  private static func signedDigits(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    var isNegative = false
    if index < bytes.count, unsafe bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = unsafe bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < bytes.count else { return nil }
    var value = 0
    while index < bytes.count {
      let digit = unsafe bytes[index] &- 0x30
      guard digit <= 9 else { return nil }
      if value < 1_000_000 { value = value * 10 + Int(digit) }
      index += 1
    }
    return isNegative ? -value : value
  }

  private static func notFinite(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Double? {
    guard bytes.count - start <= 8 else { return nil }
    let word = unsafe bytes[start...].map { $0 | 0x20 }
    if word == Array("nan".utf8) { return .nan }
    return word == Array("inf".utf8) || word == Array("infinity".utf8) ? .infinity : nil
  }
}
