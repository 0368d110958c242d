internal import GraphCore

/// Files of edges: which format it is follows from the content, and from the suffix where the content has no sign of it.
enum EdgeFile {
  static func read(_ path: String, options: TableOptions) throws(DataError) -> EdgeSource {
    // Large edge lists never lie in memory as a whole.
    if let stream = try TableStream(path), case let head = try stream.head,
      GraphFormat.detect(path: path, bytes: head.bytes).format == .edgeList,
      let source = try EdgeListFile.read(stream, head, options: options)
    {
      return source
    }
    let file = try TextFile(path)
    let (format, note) = GraphFormat.detect(path: path, bytes: file.bytes)
    guard format == .edgeList || options.isAutomatic else {
      throw DataError(
        .usage, "is read as \(format.rawValue), to which options on tables do not apply", at: .file(path),
        hint: "--delimiter, --header, --no-header, --columns and --comment go with text tables")
    }
    var source = try read(file, as: format, options: options)
    source.tellsDirections = format.tellsDirections
    if let note { source.notes.insert(note, at: 0) }
    return source
  }

  private static func read(_ file: TextFile, as format: GraphFormat, options: TableOptions)
    throws(DataError) -> EdgeSource
  {
    switch format {
    case .graphML: return try GraphMLFile.read(file)
    case .gexf: return try GEXFFile.read(file)
    case .gml: return try GMLFile.read(file)
    case .pajek: return try PajekFile.read(file)
    case .metis: return try METISFile.read(file)
    case .adjacencyList: return try AdjacencyListFile.read(file, isMultiline: false)
    case .multilineAdjacencyList: return try AdjacencyListFile.read(file, isMultiline: true)
    case .edgeList: return try EdgeListFile.read(file, options: options)
    case .matrixMarket:
      var nodes = NodeTable()
      let edges = try MatrixMarketFile.read(file, nodes: &nodes)
      return EdgeSource(path: file.path, nodes: .rows(count: nodes.count, first: 1), edges: edges)
    case .numpyArchive:
      let archive = try NumpyArchive(file.bytes, path: file.path)
      let isNamed = archive.has("adj_indptr")
      let matrix = try AttributedArchive.matrix(archive, prefix: isNamed ? "adj_" : "")
      let names = try AttributedArchive.nodeNames(archive, nodeCount: matrix.rowCount)
      // SciPy and NetworkX write an edge i -> j into row i; the published archives have it in row j.
      let edges = try AttributedArchive.edges(matrix, in: archive, rowsAreTargets: isNamed)
      return EdgeSource(
        path: file.path,
        nodes: names.flatMap { IdentifierTable($0) }.map { .named($0) }
          ?? .rows(count: matrix.rowCount, first: 0), edges: edges)
    }
  }
}
