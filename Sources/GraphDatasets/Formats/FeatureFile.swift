internal import GraphCore

/// Features as a file has them.
struct FeatureTable {
  /// What the file is called.
  let path: String
  /// The features, a row a node.
  var features: FeatureMatrix
  /// The names of the columns, where the file has them.
  var names: [String]?
  /// The nodes, in the order of the rows; nil where rows have no ids.
  var identifiers: IdentifierTable?
  /// The labels that the file has beside the features, in the order of the rows.
  var labels: LabelColumn?
  /// Whether columns behind the last one may be missing because all their features are 0, as in LIBSVM rows.
  var columnsAreOpen = false
  /// Finds the line of an id.
  var locator: RowLocator?
  /// Whether the first row may be the header of the table.
  var firstRowMayBeHeader = false
  /// The fields of the first row, where they may be names.
  var firstRow: [String] = []
  /// What the user should know of how the file was read.
  var notes: [DataNote] = []

  /// Takes the first row for a header after all.
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

/// Files of features: tables, `.npy` and `.npz` arrays, Matrix Market and LIBSVM.
enum FeatureFile {
  static func read(_ path: String, options: ReadingOptions) throws(DataError) -> FeatureTable {
    let suffix = FileName.suffix(path)
    if ["svm", "libsvm", "svmlight"].contains(suffix) { return try VectorFile.read(TextFile(path)) }
    let bytes = try FileContents.read(path)
    if NumpyFile.isArray(bytes) {
      let array = try NumpyFile.parse(bytes, path: path)
      return FeatureTable(path: path, features: try AttributedArchive.dense(array))
    }
    if ZipArchive.isArchive(bytes) { return try readArchive(NumpyArchive(bytes, path: path)) }
    let file = try TextFile(bytes: bytes, path: path)
    guard !["npy", "npz"].contains(suffix) else {
      throw DataError(.badData, "is not a NumPy \(suffix == "npy" ? "array" : "archive")", at: .file(path))
    }
    return try FeatureTableFile.read(file, options: options)
  }

  private static func readArchive(_ archive: NumpyArchive) throws(DataError) -> FeatureTable {
    let features: FeatureMatrix
    if archive.has("attr_matrix") {
      features = try AttributedArchive.dense(archive.required("attr_matrix"))
    } else if archive.has("attr_data") {
      features = try AttributedArchive.matrix(archive, prefix: "attr_").features()
    } else if archive.has("indptr") {
      features = try AttributedArchive.matrix(archive, prefix: "").features()
    } else if archive.names.count == 1 {
      features = try AttributedArchive.dense(archive.required(archive.names[0]))
    } else {
      throw DataError(
        .badData,
        "holds no features: attr_data, attr_matrix, a saved CSR matrix or one array was expected, found \(archive.names.joined(separator: ", "))",
        at: .file(archive.path))
    }
    guard features.featureCount > 0 else {
      throw DataError(.badData, "has no features", at: .file(archive.path))
    }
    var identifiers: IdentifierTable?
    if let names = try AttributedArchive.nodeNames(archive, nodeCount: features.nodeCount) {
      guard let table = IdentifierTable(names) else {
        throw DataError(.badData, "two nodes have the same name", at: .file(archive.path))
      }
      identifiers = table
    }
    return FeatureTable(path: archive.path, features: features, identifiers: identifiers)
  }
}
