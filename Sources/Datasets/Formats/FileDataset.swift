public import GraphCore
internal import TensorCore

/// The files of a user's own data set.
public struct DatasetFiles: Sendable {
  /// Edges: text, `.mtx`, `.graphml` or `.npz`.
  public var edges: String
  /// Features by node; nil: made from the graph.
  public var features: String?
  /// Labels by node; nil: unknown, unless the features file holds them.
  public var labels: String?
  /// Whether directions mean something.
  public var isDirected = false
  /// Whether the first line of the edge list names its columns, whatever it says.
  public var hasHeader = false
  /// What features are made from where there is no file of them.
  public var featureSource = FeatureSource.degree

  /// Names the files.
  public init(edges: String, features: String? = nil, labels: String? = nil) {
    self.edges = edges
    self.features = features
    self.labels = labels
  }
}

extension NodeDataset {
  /// Reads a graph from an edge list and, where they are there, a features and a labels file.
  ///
  /// The nodes are those of the features file, or of the labels file, or else those that edges name; with one of
  /// those files an edge to another id is an error. Throws `missingInput`, or `badData` with file and line.
  public init(_ files: DatasetFiles, split: SplitRule) throws(DataError) {
    let featureFile = try files.features.map { path throws(DataError) in try FeatureFile(path) }
    var identifiers = featureFile?.identifiers
    var labels: [Int32]?
    var classes = IdentifierTable()
    if let path = files.labels {
      let read = try LabelFile.read(path, identifiers: identifiers)
      (labels, classes, identifiers) = (read.labels, read.classes, read.identifiers)
    } else if let own = featureFile?.labels {
      (labels, classes) = own
    }
    if let featureFile, let path = files.features {
      let rows = featureFile.features.nodeCount
      if identifiers == nil { identifiers = IdentifierTable((0..<rows).map(String.init)) }
      if let count = identifiers?.count, count != rows {
        throw DataError(.badData, "has \(rows) rows, the labels file has \(count) nodes", at: .file(path))
      }
    }
    let list = try EdgeList.read(files.edges, nodes: identifiers, hasHeader: files.hasHeader)
    let (sorted, classNames) = ClassLabels.sorted(
      labels ?? [Int32](repeating: -1, count: list.identifiers.count), classes)
    self.init(
      name: files.edges.split(separator: "/").last.map(String.init) ?? files.edges,
      graph: list.graph(directed: files.isDirected), features: featureFile?.features,
      featureSource: files.featureSource, labels: sorted, classNames: classNames,
      nodeIdentifiers: try NodeIdentifiers(list.identifiers.names), split: split)
  }

  /// Writes the data as an edge list, a table of features and a list of labels, which ``init(_:split:)`` reads
  /// back. An undirected edge is written once.
  public func write(edges: String, features: String, labels: String) throws(DataError) {
    var text = "source\ttarget" + (graph.isWeighted ? "\tweight" : "") + "\n"
    let (sources, targets, weights) = graph.edges()
    for edge in sources.indices where graph.isDirected || sources[edge] <= targets[edge] {
      text += nodeIdentifiers[Int(sources[edge])] + "\t" + nodeIdentifiers[Int(targets[edge])]
      if let weights { text += "\t\(weights[edge])" }
      text += "\n"
    }
    try FileOutput.write(Array(text.utf8), to: edges)
    text = ""
    for node in 0..<nodeCount {
      text += nodeIdentifiers[node]
      for value in featureRow(node) {
        // Words are written as 0 and 1.
        text += "\t"
        text += Int(exactly: value).map(String.init) ?? value.description
      }
      text += "\n"
    }
    try FileOutput.write(Array(text.utf8), to: features)
    text = ""
    for node in 0..<nodeCount {
      let label = Int(self.labels[node])
      text += nodeIdentifiers[node] + "\t" + (label >= 0 ? classNames[label] : "") + "\n"
    }
    try FileOutput.write(Array(text.utf8), to: labels)
  }

  private func featureRow(_ node: Int) -> [Float] {
    switch features.rows([Int32(node)]) {
    case .dense(let tensor): tensor.scalars
    case .sparse(let matrix): matrix.dense().scalars
    }
  }
}
