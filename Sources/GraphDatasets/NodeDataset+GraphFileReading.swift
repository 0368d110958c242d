package import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads a graph from a file of any format, as it is to be written in another one: directions are kept where the file tells
  /// them, or with `directed`.
  ///
  /// A graph whose every edge stands in both directions with one weight is undirected unless `directed`.
  package init(graphFile path: String, features: String?, labels: String?, directed: Bool, hasHeader: Bool)
    throws(DataError)
  {
    let file = try TextFile(path)
    let format = GraphFormat.detect(path: path, bytes: file.bytes).format
    let data: NodeDataset
    if format == .numpyArchive, features == nil, labels == nil,
      case let archive = try NumpyArchive(file.bytes, path: path), archive.has("adj_indptr")
    {
      data = try AttributedArchive.read(archive, directed: true, name: FileName.stem(path))
    } else {
      data = try NodeDataset(
        edgeFile: file, features: features, labels: labels, directed: directed || format.tellsDirections,
        hasHeader: hasHeader, name: nil, split: nil)
    }
    self = directed ? data : data.undirectedIfSymmetric() ?? data
  }

  /// Reads a graph from a file of edges that is in memory, and the files of features and labels.
  init(
    edgeFile file: TextFile, features: String?, labels: String?, directed: Bool, hasHeader: Bool,
    name: String?, split: SplitRule?
  ) throws(DataError) {
    var nodes = try NodeTable(features: features, labels: labels)
    let name = name ?? FileName.stem(file.path)
    let dataset: NodeDataset
    if let source = try EdgeFile.document(file) {
      dataset = try source.dataset(name: name, joining: nodes, directed: directed)
    } else {
      let table = try EdgeFile.read(file, nodes: &nodes, hasHeader: hasHeader).nonEmpty(file.path)
      // Reading a large file takes several times its size; making the graph need not come on top.
      if table.sources.count > 1 << 18 { BufferPool.trim() }
      let graph = table.graph(nodeCount: nodes.count, directed: directed)
      dataset = try nodes.dataset(name: name, graph: graph, hypergraph: nil, path: file.path)
    }
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }
}
