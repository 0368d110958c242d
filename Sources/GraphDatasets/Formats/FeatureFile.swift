// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The features in a file.
struct FeatureTable {
  /// The name of the file.
  let path: String
  /// The features, one row per node.
  var features: FeatureMatrix
  /// The names of the columns, if the file has them.
  var names: [String]?
  /// The nodes in the order of the rows; nil if rows have no ids.
  var identifiers: IdentifierTable?
  /// The labels that the file contains in addition to the features, in the order of the rows.
  var labels: LabelColumn?
  /// The index of the first column in LIBSVM rows, 0 or 1. Such rows do not contain trailing columns of
  /// zeros. Nil for other formats.
  var indexBase: Int?
  /// Finds the line of an id.
  var locator: RowLocator?
  /// Whether the first row may be a header.
  var firstRowMayBeHeader = false
  /// The fields of the first row if they may be names.
  var firstRow: [String] = []
  /// Whether missing features were read as 0.
  var hasZeroedFeatures = false
  /// What the user should know about how the file was read.
  var notes: [DataNote] = []

  /// Treats the first row as a header.
  mutating func dropFirstRow() {
    guard let old = identifiers else { return }
    var rest = IdentifierTable()
    for index in 1..<max(1, old.count) { _ = rest.insert(old.name(index)) }
    identifiers = rest
    features = features.rows((1..<Int32(max(1, old.count))).map { $0 })
    names = Array(firstRow.dropFirst())
    firstRowMayBeHeader = false
  }
}

/// Reads files of features: tables, `.npy` and `.npz` arrays, Matrix Market and LIBSVM.
enum FeatureFile {
  static func read(_ path: String, options: ReadingOptions) throws(DataError) -> FeatureTable {
    let bytes = try FileContents.read(path)
    if NumpyFile.isArray(bytes) {
      try requireNoTableOptions(options.features, "a NumPy array", path)
      let array = try NumpyFile.parse(bytes, path: path)
      return FeatureTable(path: path, features: try AttributedArchive.dense(array))
    }
    if ZipArchive.isArchive(bytes) {
      try requireNoTableOptions(options.features, "a NumPy archive", path)
      return try readArchive(NumpyArchive(bytes, path: path))
    }
    let file = try TextFile(bytes: bytes, path: path)
    let suffix = FileName.suffix(path)
    if ["svm", "libsvm", "svmlight"].contains(suffix) {
      try requireNoTableOptions(options.features, "LIBSVM", path)
      return try VectorFile.read(file)
    }
    if MatrixMarketFile.isMatrix(file) {
      try requireNoTableOptions(options.features, "Matrix Market", path)
      return FeatureTable(path: path, features: try MatrixMarketFile.features(file))
    }
    if GeomGCNFiles.isNodeTable(file) {
      try requireNoTableOptions(options.features, "a Geom-GCN table", path)
      return try GeomGCNFiles.nodeTable(file)
    }
    guard !["npy", "npz"].contains(suffix) else {
      throw DataError(.badData, "is not a NumPy \(suffix == "npy" ? "array" : "archive")", at: .file(path))
    }
    try ForeignFormat.refuseJSON(file.bytes, path: path)
    return try FeatureTableFile.read(file, options: options)
  }

  private static func requireNoTableOptions(_ options: TableOptions, _ format: String, _ path: String)
    throws(DataError)
  {
    guard options.columns != nil || options.separator != nil else { return }
    throw DataError(
      .usage, "is read as \(format); options for text tables do not apply", at: .file(path))
  }

  private static func readArchive(_ archive: NumpyArchive) throws(DataError) -> FeatureTable {
    var notes = [DataNote]()
    let found = try AttributedArchive.features(archive, notes: &notes)
    guard found.features.featureCount > 0 else {
      throw DataError(.badData, "has no features", at: .file(archive.path))
    }
    return FeatureTable(
      path: archive.path, features: found.features, names: found.featureNames, identifiers: found.nodes,
      notes: notes)
  }
}
