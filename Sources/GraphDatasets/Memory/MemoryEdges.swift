// SPDX-License-Identifier: Apache-2.0

package import GraphCore

/// Edges in memory, with nodes numbered in order of first appearance.
package struct MemoryEdges {
  private(set) var names = IdentifierTable()
  private(set) var table = EdgeTable()
  /// Whether names are numbers, which are written without quotes in the places of errors.
  private var isNumbered = false

  package init(_ edges: [(String, String)]) {
    table.reserve(edges.count, isWeighted: false)
    for (source, target) in edges { append(source, target) }
  }

  package init<Weight: Comparable & Numeric>(_ edges: [(String, String, Weight)]) throws(DataError) {
    table.reserve(edges.count, isWeighted: true)
    for (index, edge) in edges.enumerated() { try append(edge.0, edge.1, edge.2, index) }
  }

  init(numbered edges: [(Int, Int)]) {
    isNumbered = true
    table.reserve(edges.count, isWeighted: false)
    for (source, target) in edges { append(String(source), String(target)) }
  }

  init<Weight: Comparable & Numeric>(numbered edges: [(Int, Int, Weight)]) throws(DataError) {
    isNumbered = true
    table.reserve(edges.count, isWeighted: true)
    for (index, edge) in edges.enumerated() { try append(String(edge.0), String(edge.1), edge.2, index) }
  }

  private mutating func append(_ source: String, _ target: String) {
    table.append(names.insert(source).index, names.insert(target).index)
  }

  private mutating func append(
    _ source: String, _ target: String, _ weight: some Comparable & Numeric, _ index: Int
  ) throws(DataError) {
    guard let number = MemoryNumber.double(weight), number.isFinite else {
      throw DataError(
        .badData, "the weight is \(String(describing: weight)); expected a finite number",
        at: .argument("edges[\(index)]"))
    }
    table.append(names.insert(source).index, names.insert(target).index, weight: number)
  }

  /// The names of the nodes, in order of first appearance.
  package var nodeNames: [String] { (0..<names.count).map { names.name($0) } }
  /// Whether the edges have weights.
  package var isWeighted: Bool { table.weights != nil }

  /// Returns the graph of the edges alone, whose node k of ``nodeNames`` has the number `numbers[k]`, and
  /// notes about how weights were read.
  package func graph(numbers: [Int32], nodeCount: Int, directed: Bool) -> (graph: Graph, notes: [DataNote]) {
    var table = table
    for edge in table.sources.indices {
      table.sources[edge] = numbers[Int(table.sources[edge])]
      table.targets[edge] = numbers[Int(table.targets[edge])]
    }
    return table.graph(nodeCount: nodeCount, directed: directed, at: .argument("edges"))
  }

  /// Returns the place of a node's element in an argument that is indexed by name.
  func place(_ argument: String, _ name: String) -> DataError.Place {
    let quote = isNumbered ? "" : "\""
    return .argument("\(argument)[\(quote)\(name.prefix(40))\(quote)]")
  }

  /// Returns the place of the first edge with a node, given by its index among the names of the edges.
  func place(ofNode node: Int32) -> DataError.Place {
    let edge = table.sources.indices.first { table.sources[$0] == node || table.targets[$0] == node }
    return .argument("edges[\(edge ?? 0)]")
  }

  /// Returns all nodes in their final order: `nodes`, or else those of the edges followed by the others,
  /// sorted by name. Throws if a name is not in `nodes`, or if it differs from another one only in
  /// normalisation, surrounding whitespace or decimal notation.
  func nodes(
    features: [String: [some Comparable & Numeric]]?, labels: [String: String], nodes: [String]?
  ) throws(DataError) -> IdentifierTable {
    var all = names
    if let nodes { all = try Self.table(of: nodes) }
    var likeness: IdentifierLikeness?
    func check(_ name: String, _ place: @autoclosure () -> DataError.Place) throws(DataError) {
      guard all.index(of: name) == nil else { return }
      let known = likeness ?? IdentifierLikeness(all)
      likeness = known
      if let like = known.like(name) { throw .alike(name, like, at: place()) }
      guard nodes != nil else { return }
      throw DataError(
        .badData, "'\(name.prefix(40))' is not in nodes; is the name misspelled?", at: place(),
        hint: "nodes must contain every node of edges, features and labels")
    }
    if nodes != nil {
      for node in 0..<Int32(names.count) { try check(names.name(Int(node)), place(ofNode: node)) }
    }
    var others: [String] = []
    for (argument, keys) in [
      ("features", features.map { Array($0.keys) } ?? []), ("labels", Array(labels.keys)),
    ] {
      for name in keys.filter({ all.index(of: $0) == nil }).sorted(by: Self.precedes) {
        try check(name, place(argument, name))
        others.append(name)
      }
    }
    for name in others.sorted(by: Self.precedes) { _ = all.insert(name) }
    return all
  }

  private static func precedes(_ name: String, _ other: String) -> Bool {
    name.utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Returns a table of `nodes`. Throws if there is a duplicate.
  private static func table(of nodes: [String]) throws(DataError) -> IdentifierTable {
    var table = IdentifierTable(forBytes: 16 * nodes.count)
    for (index, name) in nodes.enumerated() {
      let (earlier, isNew) = table.insert(name)
      guard isNew else {
        throw DataError(
          .badData, "duplicate node '\(name.prefix(40))', the same as nodes[\(earlier)]",
          at: .argument("nodes[\(index)]"))
      }
    }
    return table
  }
}
