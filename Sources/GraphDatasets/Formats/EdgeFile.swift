internal import GraphCore

/// Files of edges: which format it is follows from the suffix.
enum EdgeFile {
  static func read(_ path: String, nodes: inout NodeTable, hasHeader: Bool) throws(DataError) -> EdgeTable {
    switch FileName.suffix(path) {
    case "mtx": return try MatrixMarketFile.read(TextFile(path)).edges(claiming: &nodes)
    case "graphml": return try GraphMLFile.read(TextFile(path), nodes: &nodes)
    case "npz":
      return try AttributedArchive.edgeSource(NumpyArchive(path)).edges(claiming: &nodes)
    case "lgl": return try LargeGraphLayoutFile.read(TextFile(path)).edges(claiming: &nodes)
    default:
      let file = try TextFile(path)
      try ForeignFormat.refuseJSON(file.bytes, path: path)
      return try EdgeListFile.read(file, nodes: &nodes, hasHeader: hasHeader)
    }
  }
}

extension EdgeSource {
  /// The edges, once `nodes` have taken over the nodes of this source.
  func edges(claiming nodes: inout NodeTable) throws(DataError) -> EdgeTable {
    switch self.nodes {
    case .named(let table): try nodes.claimRows(table.count, names: table.names, path: path)
    case .rows(let count, let first):
      try nodes.claimRows(count, names: (first..<first + count).map(String.init), path: path)
    }
    return edges
  }
}
