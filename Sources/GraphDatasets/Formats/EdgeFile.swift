internal import GraphCore

/// Files of edges: which format it is follows from the suffix.
enum EdgeFile {
  static func read(_ path: String, options: TableOptions) throws(DataError) -> EdgeSource {
    switch FileName.suffix(path) {
    case "mtx":
      var nodes = NodeTable()
      let edges = try MatrixMarketFile.read(TextFile(path), nodes: &nodes)
      return EdgeSource(path: path, nodes: .rows(count: nodes.count, first: 1), edges: edges)
    case "graphml":
      var nodes = NodeTable()
      let edges = try GraphMLFile.read(TextFile(path), nodes: &nodes)
      return EdgeSource(path: path, nodes: .named(nodes.identifiers), edges: edges)
    case "npz":
      let archive = try NumpyArchive(path)
      let isNamed = archive.has("adj_indptr")
      let matrix = try AttributedArchive.matrix(archive, prefix: isNamed ? "adj_" : "")
      let names = try AttributedArchive.nodeNames(archive, nodeCount: matrix.rowCount)
      // SciPy and NetworkX write an edge i -> j into row i; the published archives have it in row j.
      let edges = try AttributedArchive.edges(matrix, in: archive, rowsAreTargets: isNamed)
      return EdgeSource(
        path: path,
        nodes: names.flatMap { IdentifierTable($0) }.map { .named($0) }
          ?? .rows(count: matrix.rowCount, first: 0), edges: edges)
    default: return try EdgeListFile.read(path, options: options)
    }
  }
}
