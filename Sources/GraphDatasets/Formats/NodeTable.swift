internal import GraphCore

/// The nodes of a data set that comes as several files, and what the files of features and labels say of them.
struct NodeTable {
  /// The names of the nodes so far.
  private(set) var identifiers = IdentifierTable()
  /// Whether no other node may appear: features or labels have named them all.
  let isClosed: Bool
  private let features: FeatureMatrix?
  private let labels: LabelTable?

  /// Nodes that nothing has named yet.
  init() {
    isClosed = false
    features = nil
    labels = nil
  }

  /// The nodes that `labels` name.
  init(labels: LabelTable) {
    identifiers = labels.identifiers
    isClosed = true
    features = nil
    self.labels = labels
  }

  /// Reads the files of features and labels, as far as there are any.
  init(features featurePath: String?, labels labelPath: String?) throws(DataError) {
    let table = try featurePath.map { (path) throws(DataError) in try FeatureFile.read(path) }
    features = table?.features
    isClosed = featurePath != nil || labelPath != nil
    if let table, let named = table.identifiers {
      identifiers = named
      labels = try labelPath.map { (path) throws(DataError) in
        try LabelFile.read(TextFile(path), nodes: named)
      }
    } else if let labelPath {
      let own = try LabelFile.read(TextFile(labelPath), nodes: nil)
      if let table, let numbered = own.numbered(below: table.features.nodeCount) {
        labels = numbered
        identifiers = numbered.identifiers
      } else {
        labels = own
        identifiers = own.identifiers
        if let table, own.identifiers.count != table.features.nodeCount {
          throw DataError(
            .badData,
            "has \(own.identifiers.count) nodes, the features have \(table.features.nodeCount) rows and no ids",
            at: .file(labelPath),
            hint: "give a label line for every row, or ids 0 to \(table.features.nodeCount - 1)")
        }
      }
    } else {
      labels = table?.labels
      if let table { identifiers = .numbers(below: table.features.nodeCount) }
    }
  }

  /// The number of nodes so far.
  var count: Int { identifiers.count }

  /// The node that a field names; a new one where nothing else has named the nodes.
  mutating func node(_ field: Range<Int>, in scanner: TextScanner) throws(DataError) -> Int32 {
    isClosed ? try scanner.known(field, in: identifiers) : try scanner.intern(field, in: &identifiers).index
  }

  /// The node called `name`, for files that are not read line by line.
  mutating func node(named name: String, place: DataError.Place) throws(DataError) -> Int32 {
    if isClosed {
      guard let node = identifiers.index(of: name) else {
        throw DataError(
          .badData, "unknown node id '\(name.prefix(40))'", at: place,
          hint: "every node needs a line in the file of features or labels")
      }
      return node
    }
    return identifiers.insert(name).index
  }

  /// Makes room for the `count` nodes of a matrix, which has positions and no ids: they are the nodes that the
  /// features or labels name, in order, or else are called `names`.
  mutating func claimRows(_ count: Int, names: @autoclosure () -> [String], path: String) throws(DataError) {
    if isClosed {
      guard identifiers.count == count else {
        throw DataError(
          .badData, "has \(count) nodes, the files of features and labels have \(identifiers.count)",
          at: .file(path))
      }
    } else {
      guard let table = IdentifierTable(names()) else {
        throw DataError(.badData, "two nodes have the same name", at: .file(path))
      }
      identifiers = table
    }
  }

  /// The data set of these nodes and `graph`; nil stands for the clique expansion of `hypergraph`. Without features, nodes get
  /// their one-hot degree.
  func dataset(name: String, graph: Graph?, hypergraph: Hypergraph?, path: String) throws(DataError)
    -> NodeDataset
  {
    guard let graph = graph.map({ LazyGraph($0) }) ?? hypergraph.map({ LazyGraph(expansionOf: $0) }) else {
      fatalError("NodeTable: neither a graph nor a hypergraph")
    }
    guard count > 0 else { throw DataError(.badData, "has no nodes", at: .file(path)) }
    let classes = ClassNumbering(
      codes: labels?.codes(nodeCount: count) ?? [Int32](repeating: -1, count: count),
      names: labels?.classes.names ?? [])
    let given: FeatureMatrix
    if let features { given = features } else { given = try FeatureSource.degree.features(of: graph) }
    return NodeDataset(
      name: name, graph: graph, hypergraph: hypergraph,
      features: given,
      featureSource: features == nil ? .degree : nil,
      labels: classes.labels, classNames: classes.names,
      nodeIdentifiers: try FileName.identifiers(identifiers.names, path: path))
  }
}

extension IdentifierTable {
  /// "0", "1", ... up to `count` names.
  static func numbers(below count: Int) -> IdentifierTable {
    IdentifierTable((0..<count).lazy.map(String.init)) ?? IdentifierTable()
  }
}
