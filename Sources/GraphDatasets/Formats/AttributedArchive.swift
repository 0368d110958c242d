// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The `.npz` format of Shchur and others (2018), and sparse matrices saved by SciPy.
enum AttributedArchive {
  /// Reads a graph from an archive.
  ///
  /// With the prefix `adj_`, as in the published archives, entry (i, j) is the edge j -> i (row i of
  /// Cora is cited by column j). In a single matrix saved by SciPy, it is the edge i -> j, as in SciPy
  /// and NetworkX. Repeated entries are added. Names that cannot be read are ignored with a note.
  static func edgeSource(_ archive: NumpyArchive) throws(DataError) -> EdgeSource {
    let prefix = ["adj_", ""].first {
      archive.has($0 + "shape") && archive.has($0 + "data") || layout(archive, $0)
    }
    guard let prefix else {
      throw failure(
        archive,
        "contains no graph: expected a matrix saved by scipy.sparse.save_npz or arrays adj_data, adj_indices, "
          + "adj_indptr and adj_shape, found \(archive.shownNames)"
      )
    }
    var notes = [DataNote]()
    let matrix = try matrix(archive, prefix: prefix)
    let count = matrix.rowCount
    let edges = try edges(
      matrix, in: archive, isBoolean: isBoolean(archive, prefix), rowsAreTargets: !prefix.isEmpty)
    let named = try nodeNames(archive, nodeCount: count, notes: &notes)
    var source = EdgeSource(
      path: archive.path, nodes: named.map { .named($0) } ?? .rows(count: count, first: 0), edges: edges)
    if let features = try attributes(archive) {
      guard features.nodeCount == count else {
        throw failure(
          archive,
          "has attributes for \(features.nodeCount.counted("node")), but the graph has \(count.counted("node"))"
        )
      }
      source.features = features
      source.featureNames = try names(
        archive, "attr_names", count: features.featureCount, of: "features", notes: &notes)
    }
    source.labels = try labels(archive, nodeCount: count, notes: &notes)
    source.notes = notes
    return source
  }

  /// Reads features from an archive that contains only features, or features and a graph.
  ///
  /// The features are the attributes of a published archive, a sparse matrix saved by SciPy, or the only
  /// array.
  static func features(_ archive: NumpyArchive, notes: inout [DataNote]) throws(DataError) -> (
    features: FeatureMatrix, featureNames: [String]?, nodes: IdentifierTable?
  ) {
    let features: FeatureMatrix
    if let attributes = try attributes(archive) {
      features = attributes
    } else if archive.has("shape") {
      features = try matrix(archive, prefix: "").features()
    } else if archive.names.count == 1 {
      features = try dense(archive.required(archive.names[0]))
    } else {
      throw failure(
        archive,
        "contains no features: expected attr_data, attr_matrix, a matrix saved by SciPy or a single array, "
          + "found \(archive.shownNames)"
      )
    }
    return (
      features, try names(archive, "attr_names", count: features.featureCount, of: "features", notes: &notes),
      try nodeNames(archive, nodeCount: features.nodeCount, notes: &notes)
    )
  }

  // MARK: Matrices

  /// Reads the sparse matrix whose arrays have names that start with `prefix`. Its layout is the one in
  /// `<prefix>format`; without that array, it is coordinates or compressed rows, depending on the
  /// arrays.
  static func matrix(_ archive: NumpyArchive, prefix: String) throws(DataError) -> CompressedRows {
    var layout =
      archive.has(prefix + "row") || archive.has(prefix + "coords") ? SparseLayout.coordinates : .rows
    if let format = try archive.array(prefix + "format")?.strings().first {
      guard let named = SparseLayout(rawValue: format) else {
        throw failure(
          archive, "contains a matrix in format '\(format.prefix(20))'; expected csr, csc, coo, bsr or dia",
          hint: "save the matrix as A.tocsr()")
      }
      layout = named
    }
    let shape = try archive.required(prefix + "shape").integers()
    let first: NumpyArray
    var second: NumpyArray?
    switch layout {
    case .rows, .columns, .blocks:
      first = try archive.required(prefix + "indptr")
      second = try archive.required(prefix + "indices")
    case .diagonals: first = try archive.required(prefix + "offsets")
    case .coordinates:
      if let coordinates = try archive.array(prefix + "coords") {
        (first, second) = (try coordinates.row(0, of: 2), try coordinates.row(1, of: 2))
      } else {
        first = try archive.required(prefix + "row")
        second = try archive.required(prefix + "col")
      }
    }
    return try CompressedRows(
      SparseParts(
        shape: shape, layout: layout, first: first, second: second, values: archive.array(prefix + "data"),
        place: archive.path))
  }

  private static func layout(_ archive: NumpyArchive, _ prefix: String) -> Bool {
    ["indptr", "row", "coords", "offsets"].contains { archive.has(prefix + $0) }
  }

  private static func isBoolean(_ archive: NumpyArchive, _ prefix: String) throws(DataError) -> Bool {
    try archive.array(prefix + "data")?.type.kind == .bool
  }

  /// Returns the entries of a square matrix as edges, without weights if all entries are 1.
  private static func edges(
    _ matrix: CompressedRows, in archive: NumpyArchive, isBoolean: Bool, rowsAreTargets: Bool
  ) throws(DataError) -> EdgeTable {
    guard matrix.rowCount == matrix.columnCount else {
      throw failure(
        archive, "expected a square adjacency matrix, found shape [\(matrix.rowCount), \(matrix.columnCount)]"
      )
    }
    let matrix = matrix.summed(isBoolean: isBoolean)
    let weights = matrix.weights
    return rowsAreTargets
      ? EdgeTable(sources: matrix.columns, targets: matrix.rows, weights: weights)
      : EdgeTable(sources: matrix.rows, targets: matrix.columns, weights: weights)
  }

  /// Reads the features of a published archive, either sparse or dense, or returns nil if there are
  /// none.
  private static func attributes(_ archive: NumpyArchive) throws(DataError) -> FeatureMatrix? {
    if archive.has("attr_matrix") { return try dense(archive.required("attr_matrix")) }
    guard archive.has("attr_data") || layout(archive, "attr_") else { return nil }
    return try matrix(archive, prefix: "attr_").features()
  }

  /// Returns a dense matrix as features.
  static func dense(_ array: NumpyArray) throws(DataError) -> FeatureMatrix {
    guard array.shape.count == 2, array.shape[1] > 0, array.shape[0] < Int32.max, array.shape[1] < Int32.max
    else {
      throw array.error("expected shape [nodes, features], found \(array.shape)")
    }
    return try FeatureRows.matrix(
      array.floats(), rowCount: array.shape[0], columnCount: array.shape[1], place: array.place)
  }

  static func failure(_ archive: NumpyArchive, _ message: String, hint: Wording? = nil) -> DataError {
    DataError(.badData, message, at: .file(archive.path), hint: hint)
  }
}
