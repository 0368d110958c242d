// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("Entries that are drawn from the rows of a pattern")
struct DrawingTests {
  /// Row r has `counts[r]` entries, in columns 0, 1, 2, ...
  private func pattern(_ counts: [Int]) -> CSRPattern {
    CSRPattern(
      rowCount: counts.count, columnCount: max(1, counts.max() ?? 0),
      rowOffsets: SharedBuffer(counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }),
      columnIndices: SharedBuffer(counts.flatMap { (0..<Int32($0)).map { $0 } }))
  }

  private func stream(_ step: UInt64) -> RandomStream {
    RandomStream(seed: 7, purpose: .sampling, step: step)
  }

  /// Returns the columns of each row of a draw.
  private func columns(_ drawn: DrawnEntries, _ pattern: CSRPattern) -> [[Int32]] {
    (0..<drawn.offsets.count - 1).map { row in
      (drawn.offsets[row]..<drawn.offsets[row + 1]).map { pattern.columnIndices[Int(drawn.entries[$0])] }
    }
  }

  @Test("Without replacement, a row has distinct entries in order, all of them if there are few")
  func distinct() {
    let pattern = pattern([0, 3, 5, 200, 1000])
    for step in 0..<20 as Range<UInt64> {
      for count in [1, 5, 100] {
        let drawn = pattern.drawing(
          count, of: [4, 0, 1, 2, 3], stream: stream(step))
        let rows = columns(drawn, pattern)
        #expect(rows.map(\.count) == [1000, 0, 3, 5, 200].map { min($0, count) })
        #expect(rows.allSatisfy { Set($0).count == $0.count && $0 == $0.sorted() })
        let factors = Array(drawn.factors ?? SharedBuffer([]))
        #expect(factors.first == Float(1000) / Float(count))
      }
    }
  }

  @Test("With replacement, each row that has entries has exactly as many as are drawn")
  func replacement() {
    let pattern = pattern([0, 1, 3])
    let drawn = pattern.drawing(
      5, of: [0, 1, 2], replaces: true, stream: stream(0))
    #expect(columns(drawn, pattern).map(\.count) == [0, 5, 5])
    #expect(columns(drawn, pattern)[1] == [0, 0, 0, 0, 0])
  }

  @Test("The entries of a row do not depend on the other rows or the number of threads")
  func independence() {
    let pattern = pattern([Int](repeating: 40, count: 3000))
    let rows = (0..<3000).map { Int32($0) }
    let drawn = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        columns(pattern.drawing(7, of: rows, stream: stream(1)), pattern)
      }
    }
    #expect(drawn[0] == drawn[1])
    let alone = pattern.drawing(7, of: [1234], stream: stream(1))
    #expect(columns(alone, pattern)[0] == drawn[0][1234])
    #expect(Set(drawn[0]).count > 2900, "rows differ")
    let other = pattern.drawing(7, of: [1234], stream: stream(2))
    #expect(columns(other, pattern)[0] != drawn[0][1234])
  }

  @Test("The entry in the column to keep is always there, with factor 1, and is not counted")
  func own() throws {
    let pattern = pattern([30])
    for step in 0..<50 as Range<UInt64> {
      let drawn = pattern.drawing(
        4, of: [0], keeping: [11], stream: stream(step))
      let row = columns(drawn, pattern)[0]
      let place = try #require(row.firstIndex(of: 11))
      let factors = try #require(drawn.factors)
      #expect(row.count == 5 && factors[place] == 1)
      #expect(factors.enumerated().allSatisfy { $0.offset == place || $0.element == Float(29) / 4 })
    }
  }

  @Test(
    "Entries are drawn as often as their probabilities say",
    arguments: [false, true], [false, true])
  func frequencies(replaces: Bool, isWeighted: Bool) {
    let pattern = pattern([6])
    let values: [Float] = [1, 2, 0, 4, 8, 5]
    let weights = isWeighted ? DrawWeights(SharedBuffer(values), of: pattern) : nil
    let count = 2
    var found = [Double](repeating: 0, count: 6)
    let trials = 40_000
    for step in 0..<UInt64(trials) {
      let drawn = pattern.drawing(
        count, of: [0], replaces: replaces, weights: weights, stream: stream(step))
      for column in columns(drawn, pattern)[0] { found[Int(column)] += 1 / Double(trials) }
    }
    let shares = values.map { isWeighted ? Double($0) / 20 : 1.0 / 6 }
    let expected = shares.enumerated().map { place, share in
      if replaces { return 2 * share }
      // First, or second after another one.
      return share
        + shares.enumerated().reduce(0) {
          $1.offset == place ? $0 : $0 + $1.element * share / (1 - $1.element)
        }
    }
    for (frequency, expectation) in zip(found, expected) {
      #expect(abs(frequency - expectation) < 0.015, "\(found) instead of \(expected)")
    }
    #expect(!isWeighted || found[2] == 0, "weight 0 is never drawn")
  }

  @Test("Sums over drawn entries estimate the sum over the row without bias", arguments: [false, true])
  func estimates(isWeighted: Bool) {
    let pattern = pattern([20])
    let values = (0..<20).map { Float($0 * $0 % 13) }
    let weights = DrawWeights(SharedBuffer(values.map { $0 + 1 }), of: pattern)
    var mean = 0.0
    let trials = 20_000
    for step in 0..<UInt64(trials) {
      let drawn = pattern.drawing(
        3, of: [0], replaces: isWeighted, keeping: [4],
        weights: isWeighted ? weights : nil, stream: stream(step))
      for (entry, factor) in zip(drawn.entries, drawn.factors ?? SharedBuffer([])) {
        mean += Double(values[Int(entry)] * factor) / Double(trials)
      }
    }
    let sum = Double(values.reduce(0, +))
    #expect(abs(mean - sum) < 0.02 * sum, "\(mean) instead of \(sum)")
  }

  @Test("Weights that leave nothing to draw give no entries, and few positive weights give all of them")
  func zeroWeights() {
    let pattern = pattern([3, 4])
    let weights = DrawWeights(SharedBuffer([0, 0, 0, 1e-20, 0, 1e20, 0]), of: pattern)
    for replaces in [false, true] {
      let drawn = pattern.drawing(
        3, of: [0, 1], replaces: replaces, weights: weights, stream: stream(3))
      let rows = columns(drawn, pattern)
      #expect(rows[0].isEmpty && Set(rows[1]).isSubset(of: [0, 2]) && rows[1].count == (replaces ? 3 : 2))
    }
  }

  @Test("A set of numbers ranks them in ascending order")
  func ranks() {
    var set = NumberSet(bound: 300)
    for number in [299, 0, 64, 63, 128, 64] as [Int32] { set.insert(number) }
    #expect(set.rank() == [0, 63, 64, 128, 299])
    #expect([0, 63, 64, 128, 299].map { set.rank(of: $0) } == [0, 1, 2, 3, 4])
    set.removeAll()
    #expect(set.rank().isEmpty)
  }
}
