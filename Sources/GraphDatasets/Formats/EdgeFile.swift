internal import GraphCore

/// Files of edges: which format it is follows from the suffix.
enum EdgeFile {
  static func read(_ path: String, nodes: inout NodeTable, hasHeader: Bool) throws(DataError) -> EdgeTable {
    switch FileName.suffix(path) {
    case "mtx": return try MatrixMarketFile.read(TextFile(path), nodes: &nodes)
    case "graphml": return try GraphMLFile.read(TextFile(path), nodes: &nodes)
    case "npz":
      let archive = try NumpyArchive(path)
      let isNamed = archive.has("adj_indptr")
      let matrix = try AttributedArchive.matrix(archive, prefix: isNamed ? "adj_" : "")
      let names = try AttributedArchive.nodeNames(archive, nodeCount: matrix.rowCount)
      try nodes.claimRows(
        matrix.rowCount, names: names ?? (0..<matrix.rowCount).map(String.init), path: path)
      // SciPy and NetworkX write an edge i -> j into row i; the published archives have it in row j.
      return try AttributedArchive.edges(matrix, in: archive, rowsAreTargets: isNamed)
    default: return try EdgeListFile.read(TextFile(path), nodes: &nodes, hasHeader: hasHeader)
    }
  }
}
