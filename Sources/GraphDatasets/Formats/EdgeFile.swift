internal import GraphCore

/// Files of edges: which format it is follows from the content, and from the suffix where the content has no sign of it.
enum EdgeFile {
  /// The graph of a file in one of the formats of documents; nil for edge lists, matrices and archives, which ``read(_:nodes:hasHeader:)``
  /// joins to the nodes while it reads.
  static func document(_ file: TextFile) throws(DataError) -> EdgeSource? {
    let (format, note) = GraphFormat.detect(path: file.path, bytes: file.bytes)
    var source: EdgeSource
    switch format {
    case .graphML: source = try GraphMLFile.read(file)
    case .gexf: source = try GEXFFile.read(file)
    case .gml: source = try GMLFile.read(file)
    case .pajek: source = try PajekFile.read(file)
    case .metis: source = try METISFile.read(file)
    case .adjacencyList: source = try AdjacencyListFile.read(file, isMultiline: false)
    case .multilineAdjacencyList: source = try AdjacencyListFile.read(file, isMultiline: true)
    case .edgeList, .matrixMarket, .numpyArchive: return nil
    }
    if let note { source.notes.insert(note, at: 0) }
    return source
  }

  static func read(_ file: TextFile, nodes: inout NodeTable, hasHeader: Bool) throws(DataError) -> EdgeTable {
    switch GraphFormat.detect(path: file.path, bytes: file.bytes).format {
    case .matrixMarket: return try MatrixMarketFile.read(file, nodes: &nodes)
    case .numpyArchive:
      let archive = try NumpyArchive(file.bytes, path: file.path)
      let isNamed = archive.has("adj_indptr")
      let matrix = try AttributedArchive.matrix(archive, prefix: isNamed ? "adj_" : "")
      let names = try AttributedArchive.nodeNames(archive, nodeCount: matrix.rowCount)
      try nodes.claimRows(
        matrix.rowCount, names: names ?? (0..<matrix.rowCount).map(String.init), path: file.path)
      // SciPy and NetworkX write an edge i -> j into row i; the published archives have it in row j.
      return try AttributedArchive.edges(matrix, in: archive, rowsAreTargets: isNamed)
    default: return try EdgeListFile.read(file, nodes: &nodes, hasHeader: hasHeader)
    }
  }
}
