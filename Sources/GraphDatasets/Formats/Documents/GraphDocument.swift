// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Collects the nodes and edges of a graph document, which may be in any order.
///
/// Nodes are numbered in the order of their declarations, even if edges mention them before.
struct GraphDocument {
  let path: String
  /// Whether edges may name nodes that are not declared.
  private let isOpen: Bool
  /// All ids that have been declared or mentioned.
  private var ids = IdentifierTable()
  /// For each id, its index among the declared nodes, or -1.
  private var places: [Int32] = []
  /// For each id, the line of its first mention.
  private var lines: [Int] = []
  /// The indices in ``ids`` of the declared nodes, in the order of declaration.
  private var declared: [Int32] = []
  /// The edges, whose ends are indices in ``ids``.
  private var edges = EdgeTable()
  private(set) var hasDirectedEdges = false
  private(set) var hasUndirectedEdges = false
  /// The node attributes in the file.
  var attributes = NodeAttributes()
  /// What users should know about how the file was read.
  var notes: [DataNote] = []

  /// Creates an empty graph.
  ///
  /// - Parameter isOpen: Whether edges may name nodes that are not declared.
  init(path: String, isOpen: Bool = false) {
    self.path = path
    self.isOpen = isOpen
  }

  /// The number of declared nodes.
  var nodeCount: Int { declared.count }
  /// The number of edges so far. An undirected edge counts twice.
  var edgeCount: Int { edges.sources.count }

  /// Declares a node and returns its index. Throws `badData` if the id is empty or a duplicate.
  mutating func declare(_ id: String, line: Int) throws(DataError) -> Int {
    let number = try number(of: id, line: line)
    guard places[Int(number)] < 0 else {
      throw error("duplicate node id '\(NodeAttributes.shown(id))'", line: line)
    }
    places[Int(number)] = Int32(declared.count)
    declared.append(number)
    return declared.count - 1
  }

  /// Declares a node unless it is already declared. Throws `badData` if the id is empty.
  mutating func open(_ id: String, line: Int) throws(DataError) {
    let number = try number(of: id, line: line)
    guard places[Int(number)] < 0 else { return }
    places[Int(number)] = Int32(declared.count)
    declared.append(number)
  }

  /// Adds an edge, in both directions if it is undirected and not a self-loop.
  mutating func connect(_ source: String, _ target: String, isDirected: Bool, weight: Double?, line: Int)
    throws(DataError)
  {
    let ends = (try number(of: source, line: line), try number(of: target, line: line))
    append(ends.0, ends.1, weight)
    if isDirected {
      hasDirectedEdges = true
    } else {
      hasUndirectedEdges = true
      if ends.0 != ends.1 { append(ends.1, ends.0, weight) }
    }
  }

  private mutating func append(_ source: Int32, _ target: Int32, _ weight: Double?) {
    if let weight { edges.append(source, target, weight: weight) } else { edges.append(source, target) }
  }

  private mutating func number(of id: String, line: Int) throws(DataError) -> Int32 {
    guard !id.isEmpty else { throw error("an id is empty", line: line) }
    let entry = ids.insert(id)
    if entry.isNew {
      guard entry.index < .max else { throw error("more than 2^31 - 1 different ids", line: line) }
      places.append(-1)
      lines.append(line)
    }
    return entry.index
  }

  /// Returns a `badData` error at a line.
  func error(_ message: String, line: Int, hint: Wording? = nil) -> DataError {
    DataError(.badData, message, at: .line(path, line), hint: hint)
  }

  /// Adds a note about the whole file.
  mutating func note(_ message: String) { notes.append(DataNote(message, at: .file(path))) }

  /// Returns the graph in the form that all readers produce.
  ///
  /// - Parameters:
  ///   - displayNames: Other names for the nodes in the file, best first; see ``DisplayNames``.
  ///   - byteCount: The size of the file, which limits the memory for its attributes.
  /// - Throws: ``DataError`` at the line of the first edge with a node that is not declared.
  mutating func finish(displayNames: [DisplayNames] = [], byteCount: Int) throws(DataError) -> EdgeSource {
    if isOpen {
      for number in 0..<ids.count where places[number] < 0 {
        places[number] = Int32(declared.count)
        declared.append(Int32(number))
      }
    } else if let number = places.firstIndex(of: -1) {
      throw error(
        "the edge refers to node '\(NodeAttributes.shown(ids.name(number)))', which is not declared",
        line: lines[number])
    }
    let isInOrder = declared.enumerated().allSatisfy { $0 == Int($1) }
    if !isInOrder {
      edges.sources = edges.sources.map { places[Int($0)] }
      edges.targets = edges.targets.map { places[Int($0)] }
    }
    let ids = declared.map { self.ids.name(Int($0)) }
    let naming = DisplayNames.choose(displayNames, ids: ids)
    if let note = naming.note { self.note(note) }
    guard let table = IdentifierTable(naming.names) else {
      throw DataError(.badData, "duplicate node name", at: .file(path))
    }
    let described = try attributes.finish(ids: ids, names: naming.names, path: path, byteCount: byteCount)
    notes += described.notes
    return EdgeSource(
      path: path, nodes: .named(table), edges: edges, features: described.features,
      featureNames: described.featureNames, labels: described.labels, notes: notes)
  }
}
