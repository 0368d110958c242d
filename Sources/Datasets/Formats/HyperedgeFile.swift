internal import GraphCore

/// Hyperedges, one a line: `name<TAB>node node ...`, or just the nodes.
enum HyperedgeFile {
  /// Reads the hyperedges; nodes are numbered in the order in which they first appear.
  static func read(_ file: TextFile) throws(DataError) -> (
    hypergraph: Hypergraph, names: [String], identifiers: IdentifierTable
  ) {
    try file.scan { scanner throws(DataError) in
      var identifiers = IdentifierTable()
      var names: [String] = []
      var hyperedges: [[Int32]] = []
      while scanner.nextContentLine(comments: "#") {
        if scanner.likelySeparator == .tab, let name = scanner.nextField(.tab) {
          names.append(try scanner.string(name))
        } else {
          names.append(String(hyperedges.count + 1))
        }
        var nodes: [Int32] = []
        while let field = scanner.nextField(.blanks) {
          nodes.append(try scanner.intern(field, in: &identifiers).index)
        }
        hyperedges.append(nodes)
      }
      guard !hyperedges.isEmpty else {
        throw DataError(.badData, "is empty, `name<TAB>node node ...` lines were expected", at: .file(file.path))
      }
      return (Hypergraph(nodeCount: identifiers.count, hyperedges: hyperedges), names, identifiers)
    }
  }
}
