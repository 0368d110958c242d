/// Rows of two ids and perhaps a number, as they are read.
package struct IdentifierPairs {
  /// The numbers of the first ids.
  package var first: [Int32] = []
  /// The numbers of the second ids.
  package var second: [Int32] = []
  /// The numbers behind the ids; empty where rows have none.
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
  /// Why a row is none of two ids and perhaps a number.
  package enum PairFailure {
    /// It has too few or too many fields.
    case count
    /// The number is missing or none.
    case value(Field)
  }

  /// Reads all rows of two ids and, with `hasValues`, a number: the loop in which nearly all large files are read.
  ///
  /// Throws what `failure` makes of a row that is not so.
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
      // The rest of the row comes with the next window.
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

  /// Reads rows as long as they are two plain numbers with one separator between them and a line feed behind: nothing else is
  /// looked for, which makes them several times as fast. Stops before the first row that is not so.
  private mutating func readPlainNumbers(into pairs: inout IdentifierPairs, names: inout IdentifierTable) {
    guard isBetweenRows && startsWithDigit else { return }
    let most = 256
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * most) { numbers in
      unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * most) { indices in
        var rows = most
        // A further identifier than the table has room for is an error, which the slow path reports.
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
