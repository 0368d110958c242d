// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("Sorting by small keys is stable")
struct CountingSortTests {
  static func keys(_ count: Int, below bound: Int) -> [Int32] {
    let stream = RandomStream(seed: 9, purpose: .generation)
    return (0..<count).map { Int32(stream.integer(below: bound, at: UInt64($0))) }
  }

  @Test(
    "Counting sort gives the order of sorting by key and position, with one thread and with two",
    arguments: [(0, 3), (1, 1), (1_000, 7), (1_048_577, 1_000), (1_200_000, 3), (1_200_000, 300_000)], [1, 2])
  func equalsStableSort(size: (count: Int, keys: Int), threads: Int) {
    let keys = Self.keys(size.count, below: size.keys)
    let (offsets, order) = Parallelism.$threadCount.withValue(threads) {
      CountingSort.order(SharedBuffer(keys), keyCount: size.keys, of: nil)
    }
    let expected = keys.indices.map(Int32.init).sorted { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
    // Compared outside #expect, which would describe a difference between millions of elements.
    let isSorted = Array(order) == expected
    #expect(isSorted)
    var starts = [Int](repeating: 0, count: size.keys + 1)
    for key in keys { starts[Int(key) + 1] += 1 }
    for key in 0..<size.keys { starts[key + 1] += starts[key] }
    let hasStarts = Array(offsets) == starts
    #expect(hasStarts)
  }

  @Test("Counting sort of a previous order keeps that order among equal keys", arguments: [1, 2])
  func ofPrevious(threads: Int) {
    let keys = Self.keys(1_100_000, below: 50)
    let previous = keys.indices.reversed().map(Int32.init)
    let order = Parallelism.$threadCount.withValue(threads) {
      CountingSort.order(SharedBuffer(keys), keyCount: 50, of: SharedBuffer(previous)).order
    }
    let isSorted = Array(order) == previous.sorted { (keys[Int($0)], -$0) < (keys[Int($1)], -$1) }
    #expect(isSorted)
  }
}

@Suite("The graph of many edges without parallel edges")
struct SimpleGraphTests {
  /// The sizes give blocks of one and of many rows, and entries of 32 and of 64 bits.
  @Test(
    "The graph without parallel edges equals merging repeated edges, after joining both directions if undirected",
    arguments: [
      (1, 0), (1, 3), (2, 5), (3, 100), (1_000, 0), (1_000, 300_000), (65_537, 200), (70_000, 400_000),
      (9_000_000, 1_000),
    ], [false, true])
  func equalsMerging(size: (nodes: Int, edges: Int), isDirected: Bool) {
    let (nodes, edges) = size
    let stream = RandomStream(seed: 4, purpose: .generation)
    // Low numbers are frequent, so that there are repeated edges and self-loops.
    let ends = (0..<2 * edges).map { place in
      let number = stream.integer(below: nodes, at: UInt64(place))
      return Int32(place % 4 < 2 ? number : number % 40)
    }
    let (sources, targets) = (Array(ends[..<edges]), Array(ends[edges...]))
    let graph = Graph(simple: nodes, sources: sources, targets: targets, isDirected: isDirected)
    let listed = Graph(nodeCount: nodes, sources: sources, targets: targets)
    let expected = (isDirected ? listed : listed.undirected()).coalesced(.once)
    let isSame =
      graph.edges().sources == expected.edges().sources
      && graph.edges().targets == expected.edges().targets
    #expect(isSame && graph.nodeCount == nodes && graph.isDirected == isDirected)
  }
}

@Suite("A sparse pattern describes what is wrong with its arrays")
struct PatternFailureTests {
  static func failure(_ rows: Int, _ columns: Int, _ offsets: [Int], _ indices: [Int32]) -> String? {
    CSRPattern.failure(rows, columns, SharedBuffer(offsets), SharedBuffer(indices))
  }

  @Test(
    "Valid arrays of a sparse pattern give no failure",
    arguments: [
      (0, 0, [0], []), (2, 0, [0, 0, 0], []), (2, 3, [0, 2, 3], [0, 2, 1]), (1, 3, [0, 3], [1, 1, 2]),
    ] as [(Int, Int, [Int], [Int32])])
  func good(rows: Int, columns: Int, offsets: [Int], indices: [Int32]) {
    #expect(Self.failure(rows, columns, offsets, indices) == nil)
  }

  @Test(
    "Invalid arrays of a sparse pattern give a description of the failure",
    arguments: [
      (-1, 2, [0], [], "the size is out of range"),
      (1, -1, [0, 0], [], "the size is out of range"),
      (1, 1 << 40, [0, 0], [], "the size is out of range"),
      (2, 2, [0, 0], [], "2 offsets for 2 rows"),
      (0, 0, [], [], "0 offsets for 0 rows"),
      (1, 2, [1, 1], [0], "offsets do not run from 0 to 1"),
      (1, 2, [0, 2], [0], "offsets do not run from 0 to 1"),
      (2, 2, [0, 2, 1], [0], "offsets do not ascend at row 0"),
      (3, 2, [0, 1, 0, 1], [0], "offsets do not ascend at row 1"),
      (2, 2, [0, Int.max, 1], [0], "offsets do not ascend at row 0"),
      (2, 2, [0, Int.min, 1], [0], "offsets do not ascend at row 0"),
      (1, 2, [0, 1], [2], "column 2 in row 0 is out of range or not in order"),
      (1, 2, [0, 1], [-1], "column -1 in row 0 is out of range or not in order"),
      (2, 3, [0, 0, 2], [2, 1], "column 1 in row 1 is out of range or not in order"),
    ] as [(Int, Int, [Int], [Int32], String)])
  func bad(rows: Int, columns: Int, offsets: [Int], indices: [Int32], message: String) {
    #expect(Self.failure(rows, columns, offsets, indices) == message)
  }

  @Test("Random pattern arrays are refused exactly if they break a rule, and never read out of bounds")
  func random() {
    let stream = RandomStream(seed: 10, purpose: .generation)
    var good = 0
    for round in 0..<4_000 {
      var index = UInt64(round) * 64
      let draw = { (bound: Int) in
        index += 1
        return stream.integer(below: bound, at: index)
      }
      let rows = draw(4)
      let columns = draw(4)
      var offsets = (0...rows).map { _ in draw(4) - (draw(8) == 0 ? 1 : 0) }
      if draw(4) > 0 { offsets = [0] + offsets.dropFirst().sorted() }
      let count = draw(4) > 0 ? max(0, offsets.last ?? 0) : draw(4)
      let indices = (0..<count).map { _ in Int32(draw(columns + 1)) - (draw(16) == 0 ? 1 : 0) }
      let isGood =
        offsets.first == 0 && offsets.last == count && zip(offsets, offsets.dropFirst()).allSatisfy(<=)
        && zip(offsets, offsets.dropFirst()).allSatisfy { start, end in
          let row = indices[start..<end]
          return row.allSatisfy { $0 >= 0 && $0 < columns } && zip(row, row.dropFirst()).allSatisfy(<=)
        }
      #expect(
        (Self.failure(rows, columns, offsets, indices) == nil) == isGood,
        "\(rows) \(columns) \(offsets) \(indices)")
      if isGood { good += 1 }
    }
    #expect(good > 100)
  }

  @Test("The pieces of a sparse pattern cover all rows in order")
  func pieces() {
    let rows = 50_000
    let offsets = (0...rows).map { $0 * 2 }
    let indices = (0..<rows * 2).map { Int32($0 % 2) }
    let pattern = CSRPattern(
      rowCount: rows, columnCount: 2, rowOffsets: SharedBuffer(offsets), columnIndices: SharedBuffer(indices))
    #expect(pattern.pieces.first == 0 && pattern.pieces.last == rows && pattern.pieces.count > 4)
    #expect(zip(pattern.pieces, pattern.pieces.dropFirst()).allSatisfy(<))
  }
}
