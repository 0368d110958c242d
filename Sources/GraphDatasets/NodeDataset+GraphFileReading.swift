// SPDX-License-Identifier: Apache-2.0

package import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads a graph from a file of any format so that it can be written in another format. Directions are
  /// kept if the file specifies them or if `directed` is true.
  ///
  /// A graph with every edge in both directions and with equal weights is undirected unless `directed`
  /// is true.
  package init(
    graphFile path: String, features: String?, labels: String?, directed: Bool, reading: ReadingOptions
  ) throws(DataError) {
    let source = try EdgeFile.read(path, options: reading.edges)
    let data = try NodeDataset(
      source, features: features, labels: labels, directed: directed || source.tellsDirections,
      reading: reading, name: nil, split: nil)
    self = directed ? data : data.undirectedIfSymmetric() ?? data
  }

  /// Joins the contents of a file of edges with the files of features and labels.
  init(
    _ source: EdgeSource, features: String? = nil, labels: String? = nil, directed: Bool,
    reading: ReadingOptions = ReadingOptions(), publishedSplit: NodeSplit? = nil, name: String?,
    split: SplitRule?
  ) throws(DataError) {
    var join = try NodeJoin(
      edges: source, featuresAt: features, labelsAt: labels, options: reading)
    // A file that lists its nodes may have no edges.
    try self.init(
      &join, path: source.path, mayHaveNoEdges: source.nodeCount > 0, directed: directed,
      publishedSplit: publishedSplit, name: name ?? FileName.stem(source.path), split: split)
  }

  /// Creates the data set of nodes that have been joined.
  ///
  /// - Parameters:
  ///   - path: The name of the source of the edges, for errors and notes.
  ///   - argument: The argument that keeps directions, for notes.
  init(
    _ join: inout NodeJoin, path: String, mayHaveNoEdges: Bool, directed: Bool, argument: String = "directed",
    publishedSplit: NodeSplit? = nil, name: String, split: SplitRule?
  ) throws(DataError) {
    let table = mayHaveNoEdges ? join.joinedEdges : try join.joinedEdges.nonEmpty(path)
    // Reading a large file needs several times its size. This memory is released before the graph is
    // created.
    if table.sources.count > 1 << 18 { BufferPool.trim() }
    let names = join.identifiers
    let (graph, notes) = table.graph(
      nodeCount: names.count, directed: directed, at: .file(path), argument: argument
    ) {
      names.name(Int($0))
    }
    let dataset = try join.dataset(
      name: name, graph: LazyGraph(graph), hypergraph: nil, path: path,
      publishedSplit: publishedSplit, notes: notes)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }
}
