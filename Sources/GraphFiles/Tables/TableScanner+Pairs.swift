// SPDX-License-Identifier: Apache-2.0

/// Rows with two ids and an optional number.
package struct IdentifierPairs {
  /// The indices of the first ids.
  package var first: [Int32] = []
  /// The indices of the second ids.
  package var second: [Int32] = []
  /// The numbers after the ids; empty if rows have none.
  package var values: [Double] = []

  package init(capacity: Int, hasValues: Bool) {
    first.reserveCapacity(capacity)
    second.reserveCapacity(capacity)
    HugePages.advise(&first)
    HugePages.advise(&second)
    if hasValues { values.reserveCapacity(capacity) }
  }
}

extension TableScanner {
  /// Why a row does not consist of two ids and an optional number.
  package enum PairFailure {
    /// The row has too few or too many fields.
    case count
    /// The number is missing or invalid.
    case value(Field)
  }

  /// Reads all rows with two ids and, if `hasValues` is true, a number. Nearly all large files are read
  /// in this loop.
  ///
  /// Throws the error that `failure` creates for an invalid row.
  package mutating func readPairs(
    hasValues: Bool, into pairs: inout IdentifierPairs, names: inout IdentifierTable,
    failure: (TableScanner, PairFailure) throws(DataError) -> DataError
  ) throws(DataError) {
    while true {
      if !hasValues { readPlainNumbers(into: &pairs, names: &names) }
      guard try nextRow() else { return }
      let first = try nextField()
      let second = try nextField()
      let value = hasValues ? try nextField() : nil
      let isTooLong = try nextField() != nil
      // The complete row is in the next window.
      if isCutOff { return }
      guard let first, let second, !isTooLong, !hasValues || value != nil else {
        throw try failure(self, .count)
      }
      pairs.first.append(try intern(first, in: &names).index)
      pairs.second.append(try intern(second, in: &names).index)
      guard let value else { continue }
      guard let number = double(value), number.isFinite else { throw try failure(self, .value(value)) }
      pairs.values.append(number)
    }
  }

  /// Reads rows that consist of two plain numbers with a single separator between them and a line feed
  /// after them. Such rows are read several times as fast because nothing else is checked. Stops before
  /// the first row of any other form.
  private mutating func readPlainNumbers(into pairs: inout IdentifierPairs, names: inout IdentifierTable) {
    guard isBetweenRows && startsWithDigit else { return }
    let most = 256
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * most) { numbers in
      unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * most) { indices in
        var rows = most
        // An identifier beyond the capacity of the table is an error, which the slow path reports.
        while rows == most, names.count < Int(Int32.max) - 2 * most {
          rows = 0
          var position = offset
          let separator = separatorByte
          while rows < most {
            var index = position
            guard let first = plainNumber(&index, endingIn: separator) else { break }
            guard let second = plainNumber(&index, endingIn: 0x0A) else { break }
            unsafe numbers[2 * rows] = first
            unsafe numbers[2 * rows + 1] = second
            position = index
            rows += 1
          }
          unsafe names.insert(
            numbers: UnsafeBufferPointer(rebasing: numbers[..<(2 * rows)]), into: indices)
          for row in 0..<rows {
            unsafe pairs.first.append(indices[2 * row])
            unsafe pairs.second.append(indices[2 * row + 1])
          }
          move(to: position, lines: rows)
        }
      }
    }
  }
}

extension TableScanner {
  /// Returns the plain number at `index` if it is followed by `end`, and moves `index` past it. Returns
  /// nil otherwise.
  @inline(__always)
  func plainNumber(_ index: inout Int, endingIn end: UInt8) -> UInt64? {
    let start = index
    // Up to seven digits are read at once, so that numbers of different lengths cause no mispredicted
    // branches.
    if start + 8 <= byteCount {
      let word = unsafe UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt64.self)
      var digits = UInt64(littleEndian: word) ^ 0x3030_3030_3030_3030
      let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
      if others != 0 {
        let count = others.trailingZeroBitCount / 8
        guard count > 0, unsafe bytes[start + count] == end, unsafe bytes[start] != 0x30 || count == 1 else {
          return nil
        }
        digits <<= UInt64(8 * (8 - count))
        // Pairs of neighbours are combined: two digits, then four, then eight.
        digits = (digits &* 10 &+ (digits >> 8)) & 0x00FF_00FF_00FF_00FF
        digits = (digits &* 100 &+ (digits >> 16)) & 0x0000_FFFF_0000_FFFF
        digits = (digits &* 10_000 &+ (digits >> 32)) & 0xFFFF_FFFF
        index = start + count + 1
        return digits
      }
    }
    var value: UInt64 = 0
    while index < byteCount {
      let byte = unsafe bytes[index]
      let digit = byte &- 0x30
      if digit > 9 {
        guard byte == end, index > start, index - start <= 18,
          unsafe bytes[start] != 0x30 || index - start == 1
        else { return nil }
        index += 1
        return value
      }
      value = value &* 10 &+ UInt64(digit)
      index += 1
    }
    return nil
  }
}
