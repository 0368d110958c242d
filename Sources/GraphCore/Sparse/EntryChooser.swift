// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// What is drawn of a row.
struct RowDraw: BitwiseCopyable {
  /// The number of the row.
  let row: Int
  /// The first entry of the row.
  let start: Int
  /// The first entry in the column that is always kept.
  let ownStart: Int
  /// The number of entries in that column.
  let ownCount: Int
  /// The number of other entries.
  let otherCount: Int
  /// The number of draws.
  let drawCount: Int

  init(row: Int, own: Int32?, count: Int, replaces: Bool, _ weights: DrawWeights?, in pattern: CSRPattern) {
    let range = pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]
    self.row = row
    start = range.lowerBound
    let columns = pattern.columnIndices
    if let own {
      ownStart = range.firstPlace { columns[$0] >= own }
      var end = ownStart
      while end < range.upperBound && columns[end] == own { end += 1 }
      ownCount = end - ownStart
    } else {
      ownStart = range.upperBound
      ownCount = 0
    }
    otherCount = range.count - ownCount
    var available = otherCount
    if let weights {
      available = Int(weights.positiveCounts[row])
      for entry in ownStart..<ownStart + ownCount
      where weights.sums[entry] > (entry > start ? weights.sums[entry - 1] : 0) {
        available -= 1
      }
    }
    drawCount = available == 0 ? 0 : replaces ? count : min(count, available)
  }

  /// Returns the entry in place `place` among those that are not always kept.
  func entry(ofPlace place: Int) -> Int { start + place + (start + place >= ownStart ? ownCount : 0) }
}

extension Range<Int> {
  /// Returns the first number for which `isBehind` is true, or the upper bound; it must be true for all numbers
  /// behind the first.
  fileprivate func firstPlace(where isBehind: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Draws the entries of rows, one row after another.
struct EntryChooser {
  let stream: RandomStream
  let replaces: Bool
  let weights: DrawWeights?

  mutating func choose(
    _ row: RowDraw, _ entries: UnsafeMutableBufferPointer<Int32>, _ factors: UnsafeMutableBufferPointer<Float>
  ) {
    guard !entries.isEmpty else { return }
    var random = RowNumbers(stream, row: row.row)
    for place in 0..<row.ownCount { unsafe entries[place] = Int32(row.ownStart + place) }
    let drawn = unsafe UnsafeMutableBufferPointer(rebasing: entries[row.ownCount...])
    if let weights {
      unsafe chooseByWeight(row, weights, drawn, &random)
    } else if replaces {
      for place in drawn.indices {
        unsafe drawn[place] = Int32(row.entry(ofPlace: random.integer(below: row.otherCount)))
      }
    } else {
      unsafe chooseSubset(row, drawn, &random)
    }
    unsafe entries.sortAscending()
    for place in entries.indices {
      unsafe factors[place] = factor(of: Int(entries[place]), row)
    }
  }

  /// Draws a subset; each is equally likely (Bentley and Floyd 1987).
  private func chooseSubset(
    _ row: RowDraw, _ drawn: UnsafeMutableBufferPointer<Int32>, _ random: inout RowNumbers
  ) {
    let count = drawn.count
    if count == row.otherCount {
      for place in 0..<count { unsafe drawn[place] = Int32(row.entry(ofPlace: place)) }
      return
    }
    var known = Set<Int32>()
    for place in 0..<count {
      let last = row.otherCount - count + place
      let entry = Int32(row.entry(ofPlace: random.integer(below: last + 1)))
      let isNew =
        count > 64
        ? known.insert(entry).inserted
        : unsafe !UnsafeMutableBufferPointer(rebasing: drawn[..<place]).contains(entry)
      let chosen = isNew ? entry : Int32(row.entry(ofPlace: last))
      if !isNew && count > 64 { known.insert(chosen) }
      unsafe drawn[place] = chosen
    }
  }

  /// Draws entries in proportion to their weights. Without replacement, entries that were already drawn are
  /// drawn again; after a few attempts the next one is found among those that remain.
  private func chooseByWeight(
    _ row: RowDraw, _ weights: DrawWeights, _ drawn: UnsafeMutableBufferPointer<Int32>,
    _ random: inout RowNumbers
  ) {
    let end = row.start + row.otherCount + row.ownCount
    let sums = weights.sums
    let before = row.ownStart > row.start && row.ownCount > 0 ? sums[row.ownStart - 1] : 0
    let own = row.ownCount > 0 ? sums[row.ownStart + row.ownCount - 1] - before : 0
    let total = sums[end - 1] - own
    var known = Set<Int32>()
    for place in drawn.indices {
      var chosen: Int?
      for _ in 0..<16 {
        var sum = random.uniform() * total
        if row.ownCount > 0 && sum >= before { sum += own }
        let entry = min((row.start..<end).firstPlace { sums[$0] > sum }, end - 1)
        guard !(row.ownStart..<row.ownStart + row.ownCount).contains(entry), weight(entry, row) > 0 else {
          continue
        }
        if replaces || known.insert(Int32(entry)).inserted {
          chosen = entry
          break
        }
      }
      let entry = chosen ?? remaining(row, end, known, random.uniform())
      if !replaces { known.insert(Int32(entry)) }
      unsafe drawn[place] = Int32(entry)
    }
  }

  /// Returns an entry that is not in `known`, in proportion to the weights, for a number in 0..<1.
  private func remaining(_ row: RowDraw, _ end: Int, _ known: Set<Int32>, _ number: Double) -> Int {
    let own = row.ownStart..<row.ownStart + row.ownCount
    let open = (row.start..<end).filter {
      !own.contains($0) && (replaces || !known.contains(Int32($0))) && weight($0, row) > 0
    }
    var left = open.reduce(0.0) { $0 + weight($1, row) } * number
    for entry in open {
      left -= weight(entry, row)
      if left < 0 { return entry }
    }
    // Rounding can leave a tiny rest.
    return open[open.count - 1]
  }

  private func weight(_ entry: Int, _ row: RowDraw) -> Double {
    guard let weights else { return 1 }
    return weights.sums[entry] - (entry > row.start ? weights.sums[entry - 1] : 0)
  }

  /// Returns the factor of an entry in the estimate of the sum over the row.
  private func factor(of entry: Int, _ row: RowDraw) -> Float {
    if entry >= row.ownStart && entry < row.ownStart + row.ownCount { return 1 }
    guard let weights else { return Float(row.otherCount) / Float(row.drawCount) }
    let end = row.start + row.otherCount + row.ownCount
    var (total, positive) = (weights.sums[end - 1], Int(weights.positiveCounts[row.row]))
    for kept in row.ownStart..<row.ownStart + row.ownCount {
      total -= weight(kept, row)
      if weight(kept, row) > 0 { positive -= 1 }
    }
    if !replaces && row.drawCount == positive { return 1 }
    return Float(total / (Double(row.drawCount) * weight(entry, row)))
  }
}

/// The random numbers of a row.
private struct RowNumbers {
  private let stream: RandomStream
  private var index: UInt64
  private var second: UInt64?

  init(_ stream: RandomStream, row: Int) {
    self.stream = stream
    index = UInt64(row) << 24
  }

  /// Returns the next 64 random bits.
  private mutating func bits() -> UInt64 {
    if let bits = second {
      second = nil
      return bits
    }
    let pair = stream.pair(at: index)
    index += 1
    second = pair.1
    return pair.0
  }

  mutating func integer(below bound: Int) -> Int {
    Int(bits().multipliedFullWidth(by: UInt64(bound)).high)
  }

  mutating func uniform() -> Double { Double(bits() >> 11) * 0x1p-53 }
}

extension UnsafeMutableBufferPointer<Int32> {
  /// Sorts the elements, with insertions if there are few.
  fileprivate func sortAscending() {
    var elements = unsafe self
    guard count <= 48 else { return unsafe elements.sort() }
    for index in elements.indices.dropFirst() {
      let element = unsafe elements[index]
      var place = index
      while place > 0, unsafe elements[place - 1] > element {
        unsafe elements[place] = unsafe elements[place - 1]
        place -= 1
      }
      unsafe elements[place] = element
    }
  }
}
