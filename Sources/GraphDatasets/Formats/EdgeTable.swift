// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// The edges of a file, in the order of the file.
struct EdgeTable {
  var sources: [Int32] = []
  var targets: [Int32] = []
  /// The weights; nil if no edge has a weight.
  var weights: [Double]?

  /// Reserves capacity for `count` edges, so that reading a large file does not copy the arrays.
  mutating func reserve(_ count: Int, isWeighted: Bool) {
    sources.reserveCapacity(count)
    targets.reserveCapacity(count)
    if isWeighted {
      weights = []
      weights?.reserveCapacity(count)
    }
  }

  mutating func append(_ source: Int32, _ target: Int32) {
    sources.append(source)
    targets.append(target)
    weights?.append(1)
  }

  mutating func append(_ source: Int32, _ target: Int32, weight: Double) {
    if weights == nil { weights = [Double](repeating: 1, count: sources.count) }
    sources.append(source)
    targets.append(target)
    weights?.append(weight)
  }

  /// Adds `offset` to the indices of all targets.
  mutating func shiftTargets(by offset: Int32) {
    for edge in targets.indices { targets[edge] += offset }
  }

  /// Removes the first edge and subtracts `count` from all node indices.
  mutating func dropFirst(shifting count: Int32) {
    sources = sources.dropFirst().map { $0 - count }
    targets = targets.dropFirst().map { $0 - count }
    weights = weights.map { Array($0.dropFirst()) }
  }

  /// Renumbers the nodes of the edges. Edges with an end whose new number is negative are removed.
  /// Returns the number of removed edges.
  mutating func renumber(_ number: [Int32]) -> Int {
    var kept = 0
    for edge in sources.indices {
      let (source, target) = (number[Int(sources[edge])], number[Int(targets[edge])])
      guard source >= 0 && target >= 0 else { continue }
      sources[kept] = source
      targets[kept] = target
      if let weight = weights?[edge] { weights?[kept] = weight }
      kept += 1
    }
    let dropped = sources.count - kept
    sources.removeLast(dropped)
    targets.removeLast(dropped)
    weights?.removeLast(dropped)
    return dropped
  }

  /// Returns this table. Throws `badData` if it is empty, because a file of edges must contain at least
  /// one.
  func nonEmpty(_ path: String) throws(DataError) -> EdgeTable {
    guard !sources.isEmpty else {
      throw DataError(
        .badData, "expected at least one edge, found none", at: .file(path),
        hint: "for a graph without edges, give every node an edge to itself")
    }
    return self
  }
}

/// Classes that are numbered in the order of their names.
struct ClassNumbering {
  let labels: [Int32]
  let names: [String]

  /// Renumbers `codes`, which are indices of `names` or -1, so that the names are in ascending order:
  /// numerically if all names are integers, otherwise alphabetically.
  init(codes: [Int32], names: [String]) {
    let integers = names.compactMap { Int($0) }
    let order =
      integers.count == names.count
      ? names.indices.sorted { integers[$0] < integers[$1] } : names.indices.sorted { names[$0] < names[$1] }
    var number = [Int32](repeating: 0, count: names.count)
    for (new, old) in order.enumerated() { number[old] = Int32(new) }
    labels = codes.map { $0 < 0 ? -1 : number[Int($0)] }
    self.names = order.map { names[$0] }
  }

  /// Keeps a numbering that was published with the data.
  init(published labels: [Int32], names: [String]) {
    self.labels = labels
    self.names = names
  }
}
