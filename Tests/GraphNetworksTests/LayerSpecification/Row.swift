// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The numbers of one node or edge in double precision. The formulas use rows, so they share no code
/// with tensors.
struct Row {
  var numbers: [Double]

  init(_ numbers: [Double]) { self.numbers = numbers }
  init(zeros width: Int) { numbers = [Double](repeating: 0, count: width) }
  /// Concatenates rows.
  init(joining rows: [Row]) { numbers = rows.flatMap(\.numbers) }

  static func + (left: Row, right: Row) -> Row { left.combined(right, +) }
  static func - (left: Row, right: Row) -> Row { left.combined(right, -) }
  /// Returns the elementwise product.
  static func * (left: Row, right: Row) -> Row { left.combined(right, *) }
  static func * (factor: Double, row: Row) -> Row { row.map { factor * $0 } }

  func map(_ function: (Double) -> Double) -> Row { Row(numbers.map(function)) }
  func dot(_ other: Row) -> Double { (self * other).numbers.reduce(0, +) }

  /// The columns in a range.
  subscript(columns: Range<Int>) -> Row { Row(Array(numbers[columns])) }

  /// Returns part `index` of the row divided into parts of `size` columns, such as a head, a gate or a
  /// block.
  func part(_ index: Int, size: Int) -> Row { self[index * size..<(index + 1) * size] }

  func combined(_ other: Row, _ function: (Double, Double) -> Double) -> Row {
    // `zip` accepts arrays of different lengths, but rows must have equal lengths.
    precondition(numbers.count == other.numbers.count, "rows of \(numbers.count) and \(other.numbers.count)")
    return Row(zip(numbers, other.numbers).map(function))
  }
}

extension [Row] {
  /// Creates the rows of a matrix in row-major order.
  init(_ numbers: [Double], width: Int) {
    self = (0..<(width == 0 ? 0 : numbers.count / width)).map { Row(numbers).part($0, size: width) }
  }

  /// Returns the sum of the rows; zeros for no rows.
  func sum(width: Int) -> Row { reduce(Row(zeros: width), +) }

  /// Returns the mean of the rows; zeros for no rows.
  func mean(width: Int) -> Row { (1 / Double(Swift.max(1, count))) * sum(width: width) }

  /// Returns the maximum of each column; zeros for no rows.
  func largest(width: Int) -> Row {
    dropFirst().reduce(first ?? Row(zeros: width)) { $0.combined($1, Swift.max) }
  }

  /// Returns the minimum of each column; zeros for no rows.
  func smallest(width: Int) -> Row {
    dropFirst().reduce(first ?? Row(zeros: width)) { $0.combined($1, Swift.min) }
  }
}

/// Returns the softmax of the scores: shares that add up to 1, in proportion to the exponentials.
func softmax(_ scores: [Double]) -> [Double] {
  let powers = scores.map { exp($0) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
