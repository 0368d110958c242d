internal import GraphCore

/// The `.npz` format of Shchur and others (2018), and matrices as SciPy saves them.
enum AttributedArchive {
  /// Reads a graph with features and labels.
  static func read(_ archive: NumpyArchive, directed: Bool, name: String) throws(DataError) -> NodeDataset {
    let adjacency = try matrix(archive, prefix: "adj_")
    let edges = try edges(adjacency, in: archive, rowsAreTargets: true)
    let count = adjacency.rowCount
    let graph = edges.graph(nodeCount: count, directed: directed).graph
    var source: FeatureSource?
    let features: FeatureMatrix
    if archive.has("attr_matrix") {
      features = try dense(archive.required("attr_matrix"))
    } else if archive.has("attr_data") || archive.has("attr_indptr") {
      features = try matrix(archive, prefix: "attr_").features()
    } else {
      source = .degree
      features = try FeatureSource.degree.features(of: graph)
    }
    guard features.nodeCount == count else {
      throw failure(archive, "has attributes of \(features.nodeCount) nodes, the graph has \(count)")
    }
    let classes = try classes(archive, nodeCount: count)
    let identifiers: NodeIdentifiers
    if let names = try nodeNames(archive, nodeCount: count) {
      identifiers = try FileName.identifiers(names, path: archive.path)
    } else {
      identifiers = NodeIdentifiers(sequentialCount: count)
    }
    return NodeDataset(
      name: name, graph: graph, features: features, featureSource: source, labels: classes.labels,
      classNames: classes.names, nodeIdentifiers: identifiers)
  }

  /// The CSR matrix of the arrays `<prefix>data`, `<prefix>indices`, `<prefix>indptr` and `<prefix>shape`.
  static func matrix(_ archive: NumpyArchive, prefix: String) throws(DataError) -> CompressedRows {
    if prefix.isEmpty, let format = try archive.array("format")?.strings().first, format != "csr" {
      throw failure(
        archive, "holds a matrix in format '\(format.prefix(20))', csr was expected", hint: "save A.tocsr()")
    }
    let shape = try archive.required(prefix + "shape").integers()
    guard shape.count == 2 else {
      throw failure(archive, "'\(prefix)shape' has \(shape.count) numbers, not two")
    }
    return try CompressedRows(
      rowCount: shape[0], columnCount: shape[1], offsets: archive.required(prefix + "indptr"),
      columns: archive.required(prefix + "indices"), values: archive.array(prefix + "data"),
      place: archive.path)
  }

  /// The entries of a square matrix as edges; without weights where all of them are 1.
  static func edges(_ matrix: CompressedRows, in archive: NumpyArchive, rowsAreTargets: Bool)
    throws(DataError)
    -> EdgeTable
  {
    guard matrix.rowCount == matrix.columnCount else {
      throw failure(
        archive, "the adjacency matrix has shape [\(matrix.rowCount), \(matrix.columnCount)], not square")
    }
    let weights = matrix.weights
    return rowsAreTargets
      ? EdgeTable(sources: matrix.columns, targets: matrix.rows, weights: weights)
      : EdgeTable(sources: matrix.rows, targets: matrix.columns, weights: weights)
  }

  /// A matrix that is there in full as features.
  static func dense(_ array: NumpyArray) throws(DataError) -> FeatureMatrix {
    guard array.shape.count == 2, array.shape[1] > 0, array.shape[0] < Int32.max, array.shape[1] < Int32.max
    else {
      throw array.error("has shape \(array.shape), [nodes, features] was expected")
    }
    return try FeatureRows.matrix(
      array.floats(), rowCount: array.shape[0], columnCount: array.shape[1], place: array.place)
  }

  /// The names of the nodes, where the archive has them.
  static func nodeNames(_ archive: NumpyArchive, nodeCount: Int) throws(DataError) -> [String]? {
    guard let names = try archive.array("node_names")?.strings() else { return nil }
    guard names.count == nodeCount else {
      throw failure(archive, "has \(names.count) node names for \(nodeCount) nodes")
    }
    return names
  }

  private static func classes(_ archive: NumpyArchive, nodeCount: Int) throws(DataError) -> ClassNumbering {
    guard let array = try archive.array("labels") else {
      return ClassNumbering(codes: [Int32](repeating: -1, count: nodeCount), names: [])
    }
    guard array.shape == [nodeCount] else {
      throw failure(archive, "has labels of shape \(array.shape) for \(nodeCount) nodes")
    }
    if array.type.kind == .unicode || array.type.kind == .bytes {
      var table = IdentifierTable()
      let codes = try array.strings().map { $0.isEmpty ? -1 : table.insert($0).index }
      return ClassNumbering(codes: codes, names: table.names)
    }
    let labels = try array.integers()
    let names = try archive.array("class_names")?.strings()
    let classCount = names?.count ?? max(0, (labels.max() ?? -1) &+ 1)
    // Without names, more classes than nodes would be numbers that are no classes.
    guard names != nil || classCount <= max(nodeCount, 1 << 16) else {
      throw failure(archive, "label \(classCount - 1) is no class of \(nodeCount) nodes")
    }
    if let node = labels.indices.first(where: { labels[$0] < -1 || labels[$0] >= classCount }) {
      throw failure(archive, "node \(node) has label \(labels[node]), there are \(classCount) classes")
    }
    return ClassNumbering(
      published: labels.map { Int32($0) }, names: names ?? (0..<classCount).map(String.init))
  }

  private static func failure(_ archive: NumpyArchive, _ message: String, hint: String? = nil) -> DataError {
    DataError(.badData, message, at: .file(archive.path), hint: hint)
  }
}

extension ClassNumbering {
  /// Keeps a numbering that was published with the data.
  init(published labels: [Int32], names: [String]) {
    self.labels = labels
    self.names = names
  }
}
