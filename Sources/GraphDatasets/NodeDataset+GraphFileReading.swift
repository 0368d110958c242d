package import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads a graph from a file of any format, as it is to be written in another one: directions are kept where the file tells
  /// them, or with `directed`.
  ///
  /// A graph whose every edge stands in both directions with one weight is undirected unless `directed`.
  package init(
    graphFile path: String, features: String?, labels: String?, directed: Bool, reading: ReadingOptions
  ) throws(DataError) {
    let source = try EdgeFile.read(path, options: reading.edges)
    let data = try NodeDataset(
      source, features: features, labels: labels, directed: directed || source.tellsDirections,
      reading: reading, name: nil, split: nil)
    self = directed ? data : data.undirectedIfSymmetric() ?? data
  }

  /// Joins what a file of edges says to the files of features and labels.
  init(
    _ source: EdgeSource, features: String? = nil, labels: String? = nil, directed: Bool,
    reading: ReadingOptions = ReadingOptions(), publishedSplit: NodeSplit? = nil, name: String?,
    split: SplitRule?
  ) throws(DataError) {
    var join = try NodeJoin(
      edges: source, featuresAt: features, labelsAt: labels, options: reading)
    // A file that names nodes may have no edges between them.
    try self.init(
      &join, path: source.path, mayHaveNoEdges: source.nodeCount > 0, directed: directed,
      publishedSplit: publishedSplit, name: name ?? FileName.stem(source.path), split: split)
  }

  /// Makes the data set of nodes that have been joined.
  ///
  /// - Parameters:
  ///   - path: what the source of the edges is called.
  ///   - argument: the argument that keeps directions, for the notes.
  init(
    _ join: inout NodeJoin, path: String, mayHaveNoEdges: Bool, directed: Bool, argument: String = "directed",
    publishedSplit: NodeSplit? = nil, name: String, split: SplitRule?
  ) throws(DataError) {
    let table = mayHaveNoEdges ? join.joinedEdges : try join.joinedEdges.nonEmpty(path)
    // Reading a large file takes several times its size; making the graph need not come on top.
    if table.sources.count > 1 << 18 { BufferPool.trim() }
    let names = join.identifiers
    let (graph, notes) = table.graph(
      nodeCount: names.count, directed: directed, at: .file(path), argument: argument
    ) {
      names.name(Int($0))
    }
    let dataset = try join.dataset(
      name: name, graph: graph, hypergraph: nil, path: path,
      publishedSplit: publishedSplit, notes: notes)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }
}
