public import GraphCore

extension NodeDataset {
  /// Writes the graph, with features and labels where the format has a place for them, so that it reads back equal.
  ///
  /// Features that were made from the graph are not part of the data and are not written.
  /// - Parameters:
  ///   - path: the file; for ``GraphFileFormat/linqs`` the `.content`, beside which the `.cites` is written.
  ///   - format: what the path's suffix says unless given.
  ///   - parts: what to leave out, such as what the format cannot hold.
  /// - Returns: the paths of the files that were written.
  /// - Throws: ``DataError`` of kind `usage` where the format has no place for something that is there and not left out, or the
  ///   suffix names no format; `cannotCreate` or `inputOutput` where writing fails.
  @discardableResult
  public func write(to path: String, format: GraphFileFormat? = nil, leavingOut parts: Set<GraphPart> = [])
    throws(DataError) -> [String]
  {
    guard let format = format ?? GraphFileFormat(suffixOf: path) else {
      throw DataError(.usage, "the suffix names no format in which graphs are written", at: .file(path))
    }
    let files = try leaving(out: parts, for: format).graphFiles(at: path, format: format)
    for file in files { try FileOutput.write(file.bytes, to: file.path) }
    return files.map(\.path)
  }

  /// The files of the graph, which nothing has been left out of yet.
  ///
  /// - Parameter isWrittenElsewhere: the parts that other files hold.
  package func graphFiles(
    at path: String, format: GraphFileFormat, besides isWrittenElsewhere: Set<GraphPart> = []
  ) throws(DataError) -> [(path: String, bytes: [UInt8])] {
    let graph = WritableGraph(self, path: path, format: format, besides: isWrittenElsewhere)
    switch format {
    case .tsv: return [(path, try EdgeListWriter.bytes(graph, separator: "\t"))]
    case .csv: return [(path, try EdgeListWriter.bytes(graph, separator: ","))]
    case .matrixMarket: return [(path, try MatrixMarketWriter.bytes(graph))]
    case .graphML: return [(path, try GraphMLWriter.bytes(graph))]
    case .gexf: return [(path, try GEXFWriter.bytes(graph))]
    case .gml: return [(path, try GMLWriter.bytes(graph))]
    case .pajek: return [(path, try PajekWriter.bytes(graph))]
    case .metis: return [(path, try METISWriter.bytes(graph))]
    case .adjacencyList: return [(path, try AdjacencyListWriter.bytes(graph))]
    case .linqs: return try ContentWriter.files(graph)
    case .npz: return [(path, try AttributedArchiveWriter.bytes(graph))]
    }
  }

  /// The data set without `parts`. Nodes without names are called by numbers from what `format` counts from.
  package func leaving(out parts: Set<GraphPart>, for format: GraphFileFormat) throws(DataError)
    -> NodeDataset
  {
    guard !parts.isEmpty else { return self }
    var graph = graph
    if parts.contains(.directions) && graph.isDirected {
      graph = graph.undirected().coalesced(graph.isWeighted ? .sum : .once)
    }
    if parts.contains(.weights) && graph.isWeighted {
      let edges = graph.edges()
      graph = Graph(
        nodeCount: graph.nodeCount, sources: edges.sources, targets: edges.targets, weights: nil,
        isDirected: graph.isDirected)
    }
    let hasFeatures = !parts.contains(.features)
    let hasLabels = !parts.contains(.labels)
    let first = format.firstNumber
    return NodeDataset(
      name: name, graph: graph, hypergraph: hypergraph,
      features: hasFeatures ? features : try FeatureSource.degree.features(of: graph),
      featureSource: hasFeatures ? featureSource : .degree,
      labels: hasLabels ? labels : [Int32](repeating: -1, count: nodeCount),
      classNames: hasLabels ? classNames : [],
      nodeIdentifiers: parts.contains(.names)
        ? try NodeIdentifiers((0..<nodeCount).map { String($0 + first) }) : nodeIdentifiers,
      publishedSplit: publishedSplit, split: split, notes: notes)
  }

  /// The same data as an undirected graph where every edge stands in both directions with one weight; else nil.
  package func undirectedIfSymmetric() -> NodeDataset? {
    guard graph.isDirected else { return self }
    let matrix = graph.adjacency(of: Double.self)
    let transposed = matrix.transposed
    guard matrix.pattern.rowOffsets == transposed.pattern.rowOffsets,
      matrix.pattern.columnIndices == transposed.pattern.columnIndices, matrix.values == transposed.values
    else { return nil }
    let edges = graph.edges()
    return NodeDataset(
      name: name,
      graph: Graph(
        nodeCount: nodeCount, sources: edges.sources, targets: edges.targets, weights: edges.weights,
        isDirected: false),
      hypergraph: hypergraph, features: features, featureSource: featureSource, labels: labels,
      classNames: classNames, nodeIdentifiers: nodeIdentifiers, publishedSplit: publishedSplit, split: split,
      notes: notes)
  }
}
