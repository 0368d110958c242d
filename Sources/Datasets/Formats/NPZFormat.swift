public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Reads a graph as Shchur et al. (2018) publish it: a NumPy archive with the CSR matrices `adj_*` and `attr_*`
  /// (or a dense `attr_matrix`), `labels`, and where they are there `node_names` and `class_names`.
  ///
  /// Row i of the adjacency lists the nodes that i points to. Duplicate links count once, links of a node with
  /// itself are kept.
  public init(npz path: String, directed: Bool = false, split: SplitRule) throws(DataError) {
    let archive = try NPZArchive(path)
    let adjacency = try archive.sparse("adj_")
    guard let adjacency, adjacency.rowCount == adjacency.columnCount else {
      throw DataError(.badData, "has no square matrix adj_data, adj_indices, adj_indptr, adj_shape", at: .file(path))
    }
    let nodeCount = adjacency.rowCount
    let graph = adjacency.graph().asCitations(directed: directed)
    let features = try archive.features(prefix: "attr_")
    if let features, features.nodeCount != nodeCount {
      throw DataError(.badData, "has \(features.nodeCount) rows of features for \(nodeCount) nodes", at: .file(path))
    }
    let (labels, classNames) = try archive.labels(nodeCount: nodeCount)
    let names = try archive.array("node_names")?.texts
    if let names, names.count != nodeCount {
      throw DataError(.badData, "has \(names.count) node names for \(nodeCount) nodes", at: .file(path))
    }
    let base = path.split(separator: "/").last.map(String.init) ?? path
    self.init(
      name: base.hasSuffix(".npz") ? String(base.dropLast(4)) : base, graph: graph, features: features,
      labels: labels, classNames: classNames, nodeIdentifiers: try names.map { names throws(DataError) in
        try NodeIdentifiers(names)
      }, split: split)
  }
}

/// The arrays of a `.npz` file.
struct NPZArchive {
  private let archive: ZipArchive
  private let path: String

  init(_ path: String) throws(DataError) {
    self.path = path
    archive = try ZipArchive(try FileContents.read(path), path: path)
  }

  /// An array by its name; nil where there is none.
  func array(_ name: String) throws(DataError) -> NumpyArray? {
    guard let bytes = try archive.contents(of: name + ".npy") else { return nil }
    return try NumpyArray(npy: bytes, path: "\(path)(\(name).npy)")
  }

  /// The CSR matrix whose arrays' names begin with `prefix`; nil where there is none.
  func sparse(_ prefix: String) throws(DataError) -> SparseArrays? {
    guard let data = try array(prefix + "data"), let indices = try array(prefix + "indices"),
      let offsets = try array(prefix + "indptr"), let shape = try array(prefix + "shape")
    else { return nil }
    if let format = try array(prefix + "format")?.texts.first, format != "csr" {
      throw DataError(.badData, "holds a matrix in format '\(format)', csr was expected", at: .file(path))
    }
    guard let values = data.numbers, let columns = indices.integers, let rows = offsets.integers,
      let sizes = shape.integers
    else { throw DataError(.badData, "holds a CSR matrix that is not of numbers", at: .file(path)) }
    return try SparseArrays(
      shape: sizes, offsets: rows, columns: columns, values: values, name: prefix + "data", path: path)
  }

  /// Features: a CSR matrix, or the dense array `<prefix>matrix`; nil where there are none.
  func features(prefix: String) throws(DataError) -> FeatureMatrix? {
    if let sparse = try sparse(prefix) {
      return FeatureStorage.matrix(try sparse.matrix(name: prefix + "data", path: path))
    }
    return try array(prefix + "matrix").map { array throws(DataError) in try array.features(path: path) }
  }

  func labels(nodeCount: Int) throws(DataError) -> (labels: [Int32], classNames: [String]) {
    guard let array = try array("labels") else { return ([Int32](repeating: -1, count: nodeCount), []) }
    guard let labels = array.integers, labels.count == nodeCount else {
      throw DataError(.badData, "has \(array.count) labels for \(nodeCount) nodes", at: .file(path))
    }
    let highest = labels.max() ?? -1
    let names = try self.array("class_names")?.texts
    // No data set has more classes than nodes, so a larger label is damage.
    guard labels.allSatisfy({ $0 >= -1 }), highest < names?.count ?? max(1, nodeCount) else {
      throw DataError(.badData, "has label \(highest), \(names?.count ?? nodeCount) classes were expected", at: .file(path))
    }
    return (labels.map(Int32.init), names ?? (0..<(highest + 1)).map(String.init))
  }
}

extension NumpyArray {
  /// A two-dimensional array as features. Throws where it is none or holds a number that is not finite.
  func features(path: String) throws(DataError) -> FeatureMatrix {
    guard shape.count == 2, let numbers else {
      throw DataError(.badData, "holds an array of shape \(shape), [nodes, features] was expected", at: .file(path))
    }
    let values = numbers.map { Float($0) }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "feature \(place % shape[1] + 1) of row \(place / shape[1] + 1) is \(numbers[place]), a finite number was expected",
        at: .file(path))
    }
    return FeatureStorage.matrix(rows: shape[0], columns: shape[1], values)
  }
}

extension SparseArrays {
  /// The directed graph whose edges run from row to column; weighted where a value is not 1.
  func graph() -> Graph {
    var sources: [Int32] = []
    sources.reserveCapacity(columns.count)
    for row in 0..<rowCount { for _ in offsets[row]..<offsets[row + 1] { sources.append(Int32(row)) } }
    return Graph(
      nodeCount: rowCount, sources: sources, targets: columns.map(Int32.init),
      weights: values.contains { $0 != 1 } ? values : nil)
  }
}
