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
  /// The number of other entries that can be drawn: those with positive weights.
  let availableCount: Int
  /// The number of draws.
  let drawCount: Int

  init(row: Int, own: Int32?, count: Int, replaces: Bool, _ weights: WeightSums?, in pattern: CSRPattern) {
    let range = unsafe pattern.rowOffsets.pointer[row]..<pattern.rowOffsets.pointer[row + 1]
    self.row = row
    start = range.lowerBound
    let columns = unsafe pattern.columnIndices.pointer
    if let own {
      ownStart = range.firstPlace { unsafe columns[$0] >= own }
      var end = ownStart
      while end < range.upperBound, unsafe columns[end] == own { end += 1 }
      ownCount = end - ownStart
    } else {
      ownStart = range.upperBound
      ownCount = 0
    }
    otherCount = range.count - ownCount
    var available = otherCount
    if let weights {
      available = weights.positiveCount(ofRow: row)
      for entry in ownStart..<ownStart + ownCount where weights.weight(entry, from: start) > 0 {
        available -= 1
      }
    }
    availableCount = available
    drawCount = available == 0 ? 0 : replaces ? count : min(count, available)
  }

  /// Returns the entry in place `place` among those that are not always kept.
  func entry(ofPlace place: Int) -> Int { start + place + (start + place >= ownStart ? ownCount : 0) }

  /// Whether an entry is one of those that are always kept.
  func isOwn(_ entry: Int) -> Bool { entry >= ownStart && entry < ownStart + ownCount }
}

/// The memory of weights, which must exist as long as this value is used.
@safe struct WeightSums {
  /// The sum of the weights of a row up to each entry.
  let sums: UnsafePointer<Double>
  private let positiveCounts: UnsafePointer<Int32>

  init(_ weights: DrawWeights) {
    unsafe sums = weights.sums.pointer
    unsafe positiveCounts = weights.positiveCounts.pointer
  }

  /// Returns the weight of an entry of the row that begins with entry `start`.
  @inline(__always)
  func weight(_ entry: Int, from start: Int) -> Double {
    unsafe sums[entry] - (entry > start ? sums[entry - 1] : 0)
  }

  /// Returns the number of entries of a row with positive weights.
  func positiveCount(ofRow row: Int) -> Int { unsafe Int(positiveCounts[row]) }
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
  let weights: WeightSums?

  func choose(
    _ row: RowDraw, _ entries: UnsafeMutableBufferPointer<Int32>, _ factors: UnsafeMutableBufferPointer<Float>
  ) {
    guard !entries.isEmpty else { return }
    for place in 0..<row.ownCount { unsafe entries[place] = Int32(row.ownStart + place) }
    let drawn = unsafe UnsafeMutableBufferPointer(rebasing: entries[row.ownCount...])
    if !replaces && row.drawCount == row.availableCount {
      unsafe takeAll(row, drawn)
      unsafe entries.sortAscending()
      return unsafe factors.update(repeating: 1)
    }
    var random = RowNumbers(stream, row: row.row)
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
    let total = weights.map { WeightRange(row, $0).total }
    for place in entries.indices {
      let entry = unsafe Int(entries[place])
      if row.isOwn(entry) {
        unsafe factors[place] = 1
      } else if let weights, let total {
        unsafe factors[place] = Float(
          total / (Double(row.drawCount) * weights.weight(entry, from: row.start)))
      } else {
        unsafe factors[place] = Float(row.otherCount) / Float(row.drawCount)
      }
    }
  }

  /// Takes every entry that can be drawn.
  private func takeAll(_ row: RowDraw, _ drawn: UnsafeMutableBufferPointer<Int32>) {
    var count = 0
    for place in 0..<row.otherCount {
      let entry = row.entry(ofPlace: place)
      guard weights.map({ $0.weight(entry, from: row.start) > 0 }) ?? true else { continue }
      unsafe drawn[count] = Int32(entry)
      count += 1
    }
  }

  /// Draws a subset; each is equally likely (Bentley and Floyd 1987).
  private func chooseSubset(
    _ row: RowDraw, _ drawn: UnsafeMutableBufferPointer<Int32>, _ random: inout RowNumbers
  ) {
    let count = drawn.count
    var known = DrawnSet(capacity: count)
    for place in 0..<count {
      let last = row.otherCount - count + place
      let entry = Int32(row.entry(ofPlace: random.integer(below: last + 1)))
      if unsafe known.insert(entry, drawn, place) {
        unsafe drawn[place] = entry
      } else {
        unsafe drawn[place] = Int32(row.entry(ofPlace: last))
        unsafe _ = known.insert(drawn[place], drawn, place)
      }
    }
  }

  /// Draws entries in proportion to their weights. Without replacement, entries that were already drawn are
  /// drawn again; after a few attempts the next one is found among those that remain.
  private func chooseByWeight(
    _ row: RowDraw, _ weights: WeightSums, _ drawn: UnsafeMutableBufferPointer<Int32>,
    _ random: inout RowNumbers
  ) {
    let range = WeightRange(row, weights)
    var known = DrawnSet(capacity: drawn.count)
    for place in drawn.indices {
      var chosen: Int32?
      for _ in 0..<16 {
        let entry = range.entry(at: random.uniform())
        guard !row.isOwn(entry), weights.weight(entry, from: row.start) > 0 else { continue }
        if unsafe replaces || known.insert(Int32(entry), drawn, place) {
          chosen = Int32(entry)
          break
        }
      }
      if let chosen {
        unsafe drawn[place] = chosen
      } else {
        let others = unsafe Set(drawn[..<place])
        unsafe drawn[place] = Int32(remaining(row, weights, others, random.uniform()))
        unsafe _ = known.insert(drawn[place], drawn, place)
      }
    }
  }

  /// Returns an entry that is not in `known`, in proportion to the weights, for a number in 0..<1.
  private func remaining(_ row: RowDraw, _ weights: WeightSums, _ known: Set<Int32>, _ number: Double) -> Int
  {
    let open = (0..<row.otherCount).map { row.entry(ofPlace: $0) }.filter {
      (replaces || !known.contains(Int32($0))) && weights.weight($0, from: row.start) > 0
    }
    var left = open.reduce(0.0) { $0 + weights.weight($1, from: row.start) } * number
    for entry in open {
      left -= weights.weight(entry, from: row.start)
      if left < 0 { return entry }
    }
    // Rounding can leave a tiny rest.
    return open[open.count - 1]
  }
}

/// The cumulative weights of a row without the entries that are always kept.
@safe private struct WeightRange {
  private let sums: UnsafePointer<Double>
  private let row: RowDraw
  /// The weights in front of the entries that are always kept, and of these.
  private let before: Double
  private let own: Double
  /// The sum of the weights of the other entries.
  let total: Double

  init(_ row: RowDraw, _ weights: WeightSums) {
    let sums = unsafe weights.sums
    unsafe self.sums = sums
    self.row = row
    let last = unsafe sums[row.start + row.otherCount + row.ownCount - 1]
    if row.ownCount > 0 {
      before = unsafe row.ownStart > row.start ? sums[row.ownStart - 1] : 0
      own = unsafe sums[row.ownStart + row.ownCount - 1] - before
    } else {
      (before, own) = (0, 0)
    }
    total = last - own
  }

  /// Returns the entry at a share of the total.
  func entry(at share: Double) -> Int {
    var sum = share * total
    if row.ownCount > 0 && sum >= before { sum += own }
    // The first entry whose cumulative weight is more than `sum`. Which half it is in is as good as random, so
    // the search has no branches to predict.
    var first = row.start
    var count = row.otherCount + row.ownCount
    while count > 8 {
      let half = count / 2
      first += unsafe sums[first + half - 1] > sum ? 0 : half
      count -= half
    }
    let last = row.start + row.otherCount + row.ownCount - 1
    var behind = 0
    for place in 0..<count { behind += unsafe sums[first + place] > sum ? 0 : 1 }
    return min(first + behind, last)
  }
}

/// The entries that were drawn: found by comparison if there are few, otherwise by hashing.
private struct DrawnSet {
  private let capacity: Int
  private var known = Set<Int32>()

  init(capacity: Int) { self.capacity = capacity }

  /// Adds an entry to the `count` that `drawn` begins with. Returns false if it is one of them.
  mutating func insert(_ entry: Int32, _ drawn: UnsafeMutableBufferPointer<Int32>, _ count: Int) -> Bool {
    if capacity > 64 { return known.insert(entry).inserted }
    for place in 0..<count where unsafe drawn[place] == entry { return false }
    return true
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
