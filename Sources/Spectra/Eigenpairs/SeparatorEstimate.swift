// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// A quick estimate of whether a symmetric matrix can be factorized with little fill, before any
/// ordering is computed.
///
/// The estimate is the size of the smallest level of a breadth-first search that cuts the graph into two
/// parts of substantial size. The fill of nested dissection is about the square of that separator.
/// Graphs without small separators, such as social networks and random graphs, fill up.
struct SeparatorEstimate {
  /// The number of nodes in the separator of the component that is hardest to cut.
  private(set) var separator = 0

  /// Whether a factorization takes at most about a second.
  var isWorthFactorizing: Bool { separator <= 2000 }

  init(_ pattern: CSRPattern) {
    let count = pattern.rowCount
    let offsets = unsafe pattern.rowOffsets.pointer
    let columns = unsafe pattern.columnIndices.pointer
    var degrees = (0..<count).map { unsafe offsets[$0 + 1] - offsets[$0] }
    for row in 0..<count {
      for entry in unsafe offsets[row]..<offsets[row + 1] where unsafe Int(columns[entry]) == row {
        degrees[row] -= 1
      }
    }
    // Leaves, and nodes that become leaves, are eliminated without fill.
    var isGone = [Bool](repeating: false, count: count)
    var leaves = (0..<count).filter { degrees[$0] <= 1 }
    var left = count
    while let leaf = leaves.popLast() {
      guard !isGone[leaf] else { continue }
      isGone[leaf] = true
      left -= 1
      for entry in unsafe offsets[leaf]..<offsets[leaf + 1] {
        let neighbour = unsafe Int(columns[entry])
        guard !isGone[neighbour] else { continue }
        degrees[neighbour] -= 1
        if degrees[neighbour] <= 1 { leaves.append(neighbour) }
      }
    }
    // A few nodes with very many neighbours are eliminated last, at little cost.
    let dense = max(16, Int(10 * Double(left).squareRoot()))
    var hubs = 0
    for node in 0..<count where !isGone[node] && degrees[node] > dense {
      isGone[node] = true
      hubs += 1
    }
    var search = LevelSearch(pattern, isGone)
    for start in 0..<count where !isGone[start] && search.mark[start] == 0 {
      separator = max(separator, search.separator(from: start))
    }
    separator += hubs
  }
}

/// Breadth-first levels in the remaining graph.
private struct LevelSearch {
  let pattern: CSRPattern
  let isGone: [Bool]
  /// The last search that reached each node.
  var mark: [Int32]
  private var searches: Int32 = 0

  init(_ pattern: CSRPattern, _ isGone: [Bool]) {
    self.pattern = pattern
    self.isGone = isGone
    mark = [Int32](repeating: 0, count: pattern.rowCount)
  }

  /// Returns the size of the smallest level near the middle of the component of `start`, counted from a
  /// node far from it.
  mutating func separator(from start: Int) -> Int {
    let (firstSizes, far) = levels(from: start)
    let total = firstSizes.reduce(0, +)
    // With this few levels for this many nodes, the separator is large wherever the search begins.
    if total > 100_000 && firstSizes.count < 12 { return total / firstSizes.count }
    var smallest = total
    var passed = 0
    for size in levels(from: far).sizes {
      if passed + size >= total / 5 && passed <= total * 4 / 5 { smallest = min(smallest, size) }
      passed += size
    }
    return smallest
  }

  private mutating func levels(from start: Int) -> (sizes: [Int], last: Int) {
    let offsets = unsafe pattern.rowOffsets.pointer
    let columns = unsafe pattern.columnIndices.pointer
    searches += 1
    mark[start] = searches
    var level = [start]
    var sizes = [Int]()
    var last = start
    while !level.isEmpty {
      sizes.append(level.count)
      last = level[0]
      var next = [Int]()
      for node in level {
        for entry in unsafe offsets[node]..<offsets[node + 1] {
          let neighbour = unsafe Int(columns[entry])
          if mark[neighbour] != searches && !isGone[neighbour] {
            mark[neighbour] = searches
            next.append(neighbour)
          }
        }
      }
      level = next
    }
    return (sizes, last)
  }
}
