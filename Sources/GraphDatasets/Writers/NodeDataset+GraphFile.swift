// SPDX-License-Identifier: Apache-2.0

public import GraphCore

extension NodeDataset {
  /// Writes the graph, with features and labels if the format supports them, so that reading the file
  /// gives an equal graph.
  ///
  /// Features that were computed from the graph are not part of the data and are not written.
  /// - Parameters:
  ///   - path: The path of the file. For ``GraphFileFormat/linqs``, this is the `.content` file, and the
  ///     `.cites` file is written next to it.
  ///   - format: The format; by default the one for the suffix of `path`.
  ///   - parts: The parts to leave out, for example because the format does not support them.
  /// - Returns: The paths of the files that were written.
  /// - Throws: ``DataError`` of code `usage` if the data has a part that the format does not support and
  ///   that is not left out, or if the suffix is unknown; `cannotCreate` or `inputOutput` if writing
  ///   fails.
  @discardableResult
  public func write(to path: String, format: GraphFileFormat? = nil, leavingOut parts: Set<GraphPart> = [])
    throws(DataError) -> [String]
  {
    guard let format = format ?? GraphFileFormat(suffixOf: path) else {
      throw DataError(.usage, "the suffix is not one of a graph format that can be written", at: .file(path))
    }
    let files = try leaving(out: parts, for: format).graphFiles(at: path, format: format)
    for file in files { try FileOutput.write(file.bytes, to: file.path) }
    return files.map(\.path)
  }

  /// Returns the files of the graph.
  ///
  /// - Parameter isWrittenElsewhere: The parts that are written to other files.
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

  /// Returns the data set without `parts`. If names are left out, nodes are named by number, from the
  /// first number of `format` on.
  package func leaving(out parts: Set<GraphPart>, for format: GraphFileFormat) throws(DataError)
    -> NodeDataset
  {
    guard !parts.isEmpty else { return self }
    // The edges are not needed if they are not changed.
    var lazy = lazyGraph
    if parts.contains(.directions) && graph.isDirected {
      lazy = LazyGraph(graph.undirected().coalesced(graph.isWeighted ? .sum : .once))
    }
    if parts.contains(.weights) && lazy.value.isWeighted {
      let edges = lazy.value.edges()
      lazy = LazyGraph(
        Graph(
          nodeCount: nodeCount, sources: edges.sources, targets: edges.targets, weights: nil,
          isDirected: lazy.value.isDirected))
    }
    let hasFeatures = !parts.contains(.features)
    let hasLabels = !parts.contains(.labels)
    let first = format.firstNumber
    return NodeDataset(
      name: name, graph: lazy, hypergraph: hypergraph,
      features: hasFeatures ? features : IndicatorFeatures.degrees(of: lazy),
      featureSource: hasFeatures ? featureSource : .degree,
      labels: hasLabels ? labels : [Int32](repeating: -1, count: nodeCount),
      classNames: hasLabels ? classNames : [],
      nodeIdentifiers: parts.contains(.names)
        ? try NodeIdentifiers((0..<nodeCount).map { String($0 + first) }) : nodeIdentifiers,
      publishedSplit: publishedSplit, split: split, notes: notes)
  }

  /// Returns the same data as an undirected graph if every edge exists in both directions with equal
  /// weights, or nil otherwise.
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
