internal import GraphCore
internal import TensorCore

/// The edges of a file, in its order.
struct EdgeTable {
  var sources: [Int32] = []
  var targets: [Int32] = []
  /// Nil as long as no edge has a weight.
  var weights: [Double]?

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
}
