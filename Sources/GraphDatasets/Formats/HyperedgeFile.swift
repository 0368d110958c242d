internal import GraphCore

/// Hyperedges, one a line: `name<TAB>node node ...`, or just `node node ...`.
enum HyperedgeFile {
  static func read(_ file: TextFile, nodes: inout NodeTable) throws(DataError) -> Hypergraph {
    var table = nodes
    defer { nodes = table }
    let hyperedges = try file.scan { (scanner) throws(DataError) -> [[Int32]] in
      var hyperedges = [[Int32]]()
      while scanner.nextContentLine(comments: "#%") {
        // A line with one tab has a name before it; one with several is a list of nodes.
        let hasName = scanner.fieldCount(.tab) == 2
        if hasName { _ = scanner.nextField(.tab) }
        var members = [Int32]()
        while let field = scanner.nextField(.blanks) { members.append(try table.node(field, in: scanner)) }
        guard !members.isEmpty else { throw scanner.error("a hyperedge has no nodes") }
        hyperedges.append(members)
      }
      return hyperedges
    }
    guard !hyperedges.isEmpty else { throw DataError(.badData, "has no hyperedges", at: .file(file.path)) }
    return Hypergraph(nodeCount: table.count, hyperedges: hyperedges)
  }
}
