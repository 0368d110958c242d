internal import GraphCore
internal import TensorCore

/// The edges of a file, in its order.
struct EdgeTable {
  var sources: [Int32] = []
  var targets: [Int32] = []
  /// Nil as long as no edge has a weight.
  var weights: [Double]?

  /// Makes room for so many edges, so that a large file is read without copies of what has been read.
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

  /// Adds to the numbers of all targets.
  mutating func shiftTargets(by offset: Int32) {
    for edge in targets.indices { targets[edge] += offset }
  }

  /// Leaves out the first edge, and numbers nodes from `count` on.
  mutating func dropFirst(shifting count: Int32) {
    sources = sources.dropFirst().map { $0 - count }
    targets = targets.dropFirst().map { $0 - count }
    weights = weights.map { Array($0.dropFirst()) }
  }

  /// The edges with their nodes numbered anew; those that lose an end, whose new number is negative, are dropped and counted.
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

  /// These edges. Throws `badData` where there are none: a user who gives a file of edges means some.
  func nonEmpty(_ path: String) throws(DataError) -> EdgeTable {
    guard !sources.isEmpty else {
      throw DataError(
        .badData, "has no edges, at least one was expected", at: .file(path),
        hint: "for nodes alone, give every node an edge to itself")
    }
    return self
  }
}

/// Classes numbered by their names.
struct ClassNumbering {
  let labels: [Int32]
  let names: [String]

  /// Renumbers `codes`, indices of `names` or -1, so that the names ascend: as numbers where all of them are
  /// integers, else as text.
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
