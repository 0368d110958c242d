internal import GraphCore

extension EdgeSource {
  /// The data set of this file and the files of features and labels that `nodes` has read, as far as there are any; else of the
  /// file's own features and labels.
  func dataset(name: String, joining nodes: NodeTable, directed: Bool) throws(DataError) -> NodeDataset {
    var nodes = nodes
    let table = try edges.nonEmpty(path)
    if nodes.isClosed {
      let joined = try nodes.joining(table, of: self)
      let graph = joined.graph(nodeCount: nodes.count, directed: directed)
      return try nodes.dataset(name: name, graph: graph, hypergraph: nil, path: path).adding(notes: notes)
    }
    let names: [String] =
      switch self.nodes {
      case .named(let table): table.names
      case .rows(let count, let first): (0..<count).map { String($0 + first) }
      }
    let graph = table.graph(nodeCount: names.count, directed: directed)
    var classes = ClassNumbering(codes: [Int32](repeating: -1, count: names.count), names: [])
    switch labels {
    case .text(let texts):
      var numbers = IdentifierTable()
      let codes = texts.map { text in text.flatMap { $0.isEmpty ? nil : numbers.insert($0).index } ?? -1 }
      classes = ClassNumbering(codes: codes, names: numbers.names)
    case .numbered(let labels, let names): classes = ClassNumbering(published: labels, names: names)
    case nil: break
    }
    let given: FeatureMatrix
    if let features { given = features } else { given = try FeatureSource.degree.features(of: graph) }
    return NodeDataset(
      name: name, graph: graph, features: given, featureSource: features == nil ? .degree : nil,
      labels: classes.labels, classNames: classes.names,
      nodeIdentifiers: try FileName.identifiers(names, path: path), notes: notes)
  }
}

extension NodeTable {
  /// The edges of `source`, whose nodes must be among these.
  fileprivate mutating func joining(_ edges: EdgeTable, of source: EdgeSource) throws(DataError) -> EdgeTable
  {
    switch source.nodes {
    case .rows(let count, _):
      try claimRows(count, names: [], path: source.path)
      return edges
    case .named(let table):
      var numbers = [Int32]()
      for name in table.names { numbers.append(try node(named: name, place: .file(source.path))) }
      var edges = edges
      edges.sources = edges.sources.map { numbers[Int($0)] }
      edges.targets = edges.targets.map { numbers[Int($0)] }
      return edges
    }
  }
}

extension NodeDataset {
  /// The same data with more notes.
  fileprivate func adding(notes more: [DataNote]) -> NodeDataset {
    NodeDataset(
      name: name, graph: graph, hypergraph: hypergraph, features: features, featureSource: featureSource,
      labels: labels, classNames: classNames, nodeIdentifiers: nodeIdentifiers,
      publishedSplit: publishedSplit, split: split, notes: notes + more)
  }
}
