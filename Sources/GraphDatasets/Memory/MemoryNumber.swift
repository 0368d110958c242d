// SPDX-License-Identifier: Apache-2.0

/// Converts numbers of any type.
package enum MemoryNumber {
  /// Returns the value of a number. Returns nil if its type is neither a floating-point nor an integer
  /// type and its description is not a number.
  package static func double(_ number: some Comparable & Numeric) -> Double? {
    switch number {
    case let number as Double: number
    case let number as any BinaryFloatingPoint: Double(number)
    case let number as any BinaryInteger: Double(number)
    default: Double(String(describing: number))
    }
  }
}
