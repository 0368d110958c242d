internal import GraphCore

/// The nodes that a file of edges names.
struct NodeTable {
  /// The names of the nodes so far.
  private(set) var identifiers = IdentifierTable()

  /// The number of nodes so far.
  var count: Int { identifiers.count }

  /// The node called `name`.
  mutating func node(named name: String, place: DataError.Place) throws(DataError) -> Int32 {
    identifiers.insert(name).index
  }

  /// Makes room for the `count` nodes of a matrix.
  mutating func claimRows(_ count: Int, names: @autoclosure () -> [String], path: String) throws(DataError) {
    guard let table = IdentifierTable(names()) else {
      throw DataError(.badData, "two nodes have the same name", at: .file(path))
    }
    identifiers = table
  }
}
