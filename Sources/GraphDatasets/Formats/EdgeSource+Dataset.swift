internal import GraphCore

extension EdgeSource {
  /// The data set that one file or directory makes alone: its own nodes, features and labels. Nodes without features
  /// get their one-hot degree.
  ///
  /// Rows are called by their numbers. A label that is missing, empty, `?` or `nan` means that the class is unknown.
  func dataset(name: String, directed: Bool, publishedSplit: NodeSplit? = nil) throws(DataError)
    -> NodeDataset
  {
    let identifiers: NodeIdentifiers
    switch nodes {
    case .named(let table): identifiers = try FileName.identifiers(table.names, path: path)
    case .rows(let count, 0): identifiers = NodeIdentifiers(sequentialCount: count)
    case .rows(let count, let first):
      identifiers = try FileName.identifiers((first..<first + count).map(String.init), path: path)
    }
    let graph = edges.graph(nodeCount: identifiers.count, directed: directed)
    let given: FeatureMatrix
    if let features { given = features } else { given = try FeatureSource.degree.features(of: graph) }
    let classes: ClassNumbering
    switch labels {
    case .numbered(let codes, let names): classes = ClassNumbering(published: codes, names: names)
    case .text(let texts):
      var table = IdentifierTable()
      let codes = texts.map { text -> Int32 in
        guard let text, !["", "?", "nan"].contains(text.lowercased()) else { return -1 }
        return table.insert(text).index
      }
      classes = ClassNumbering(codes: codes, names: table.names)
    case nil: classes = ClassNumbering(published: [Int32](repeating: -1, count: identifiers.count), names: [])
    }
    return NodeDataset(
      name: name, graph: graph, features: given, featureSource: features == nil ? .degree : nil,
      labels: classes.labels, classNames: classes.names, nodeIdentifiers: identifiers,
      publishedSplit: publishedSplit, notes: notes)
  }
}

extension ClassNumbering {
  /// Keeps a numbering that was published with the data.
  init(published labels: [Int32], names: [String]) {
    self.labels = labels
    self.names = names
  }
}
