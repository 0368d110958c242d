// SPDX-License-Identifier: Apache-2.0

/// A set of numbers below a bound in which each number has a rank: its position in ascending order.
///
/// Takes a bit per possible number, and is meant to be emptied and used again.
package struct NumberSet {
  private var words: [UInt64]
  /// The number of elements in the words before each word; valid after ``rank()``.
  private var ranks: [Int32]

  /// Creates an empty set of numbers in `0..<bound`.
  package init(bound: Int) {
    words = [UInt64](repeating: 0, count: (bound + 63) / 64)
    ranks = [Int32](repeating: 0, count: words.count)
  }

  /// Adds a number.
  package mutating func insert(_ number: Int32) { words[Int(number >> 6)] |= 1 << UInt64(number & 63) }

  /// Ranks the numbers, and returns them in ascending order.
  package mutating func rank() -> [Int32] {
    var elements: [Int32] = []
    for (index, word) in words.enumerated() {
      ranks[index] = Int32(elements.count)
      var rest = word
      while rest != 0 {
        elements.append(Int32(index << 6 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return elements
  }

  /// Returns the rank of a number of the set.
  package func rank(of number: Int32) -> Int32 {
    let index = Int(number >> 6)
    let below = words[index] & (1 << UInt64(number & 63) - 1)
    return ranks[index] + Int32(below.nonzeroBitCount)
  }

  /// Removes all numbers.
  package mutating func removeAll() {
    for index in words.indices { words[index] = 0 }
  }
}
