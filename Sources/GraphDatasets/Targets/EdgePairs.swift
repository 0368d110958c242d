// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The key of an edge in tables. Both orders of the ends of an undirected edge have the same key.
package enum EdgeKey {
  package static func of(_ source: Int32, _ target: Int32, isDirected: Bool) -> UInt64 {
    let (one, other) = isDirected ? (source, target) : (min(source, target), max(source, target))
    return UInt64(UInt32(bitPattern: one)) << 32 | UInt64(UInt32(bitPattern: other))
  }
}

/// Finds edges by their ends.
struct EdgeLookup {
  private let graph: Graph

  init(_ graph: Graph) { self.graph = graph }

  /// Returns the weight of an edge, or nil if there is none.
  func weight(from source: Int32, to target: Int32) -> Double? {
    let (offsets, columns) = (graph.incoming.rowOffsets, graph.incoming.columnIndices)
    var (low, high) = (offsets[Int(target)], offsets[Int(target) + 1])
    let end = high
    while low < high {
      let middle = (low + high) / 2
      if columns[middle] < source { low = middle + 1 } else { high = middle }
    }
    return low < end && columns[low] == source ? graph.weight(ofEntry: low) : nil
  }
}

/// Collects edges with their targets, each edge once.
struct EdgePairs {
  private(set) var sources: [Int32] = []
  private(set) var targets: [Int32] = []
  /// The index of each kept edge among the given ones.
  private(set) var given: [Int] = []
  /// The number of edges that were given.
  private(set) var givenCount = 0
  /// The number of edges that were given again, with the same text.
  private(set) var repeatedCount = 0

  private let data: NodeDataset
  private let lookup: EdgeLookup
  private let isDirected: Bool
  private var texts: [UInt64: (text: String, place: DataError.Place)] = [:]

  init(_ data: NodeDataset) throws(DataError) {
    try data.requireGraph()
    self.data = data
    lookup = EdgeLookup(data.graph)
    isDirected = data.graph.isDirected
  }

  /// Adds an edge by the names of its ends. Returns false if it has been added before with the same text, and
  /// throws `badData` if it had another one, or if it is no edge of the graph.
  mutating func add(_ source: String, _ target: String, _ text: String, at place: DataError.Place)
    throws(DataError) -> Bool
  {
    var ends: [Int32] = []
    for name in [source, target] {
      guard let node = data.nodeIdentifiers.index(of: name) else {
        throw DataError(.badData, "no node is called '\(name.prefix(40))'", at: place)
      }
      ends.append(Int32(node))
    }
    return try add(ends[0], ends[1], text, at: place)
  }

  mutating func add(_ source: Int32, _ target: Int32, _ text: String, at place: DataError.Place)
    throws(DataError) -> Bool
  {
    guard lookup.weight(from: source, to: target) != nil else {
      let names = data.nodeIdentifiers
      throw DataError(
        .badData,
        "the graph has no edge from '\(names[Int(source)].prefix(40))' to '\(names[Int(target)].prefix(40))'",
        at: place)
    }
    givenCount += 1
    let key = key(source, target)
    if let before = texts[key] {
      guard before.text == text else {
        let names = data.nodeIdentifiers
        let line = if case .line(_, let number) = before.place { " in line \(number)" } else { "" }
        throw DataError(
          .badData,
          "the edge '\(names[Int(source)].prefix(40))', '\(names[Int(target)].prefix(40))' has the label '\(before.text.prefix(40))'\(line); expected the same, found '\(text.prefix(40))'",
          at: place,
          hint: isDirected
            ? nil
            : "in an undirected graph, both orders of the ends are the same edge; to tell them apart, use \(swift: "directed: true", option: "--directed")"
        )
      }
      repeatedCount += 1
      return false
    }
    texts[key] = (text, place)
    sources.append(source)
    targets.append(target)
    given.append(givenCount - 1)
    return true
  }

  /// Returns the index of an edge that has been added, or nil.
  func index(_ source: Int32, _ target: Int32, in table: [UInt64: Int]) -> Int? { table[key(source, target)] }

  /// Returns the index of each edge by the key of its ends.
  func indices() -> [UInt64: Int] {
    Dictionary(uniqueKeysWithValues: sources.indices.map { (key(sources[$0], targets[$0]), $0) })
  }

  private func key(_ source: Int32, _ target: Int32) -> UInt64 {
    EdgeKey.of(source, target, isDirected: isDirected)
  }
}
