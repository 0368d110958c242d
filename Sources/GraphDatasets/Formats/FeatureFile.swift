internal import GraphCore

/// Features as read, with the names of the nodes and the labels where the file has them.
struct FeatureTable {
  let features: FeatureMatrix
  var identifiers: IdentifierTable?
  var labels: LabelTable?
  /// Whether a format that leaves zeros out may have left out last columns, so that a model of more columns fits.
  var columnsMayBeMissing = false
  /// What the user should know of how the file was read.
  var notes: [DataNote] = []
}

/// Files of features: which format it is follows from the suffix.
enum FeatureFile {
  static func read(_ path: String) throws(DataError) -> FeatureTable {
    switch FileName.suffix(path) {
    case "npy":
      let array = try NumpyFile.parse(FileContents.read(path), path: path)
      return FeatureTable(features: try AttributedArchive.dense(array))
    case "npz": return try readArchive(NumpyArchive(path))
    case "svm", "libsvm", "svmlight": return try VectorFile.read(TextFile(path))
    case "mtx": return FeatureTable(features: try MatrixMarketFile.features(TextFile(path)))
    case "csv", "tsv", "txt": return try readTable(TextFile(path))
    default:
      // What the file is says more than what its name lacks.
      try ForeignFormat.refuse(FileContents.read(path), path: path)
      throw DataError(
        .usage, "features in this format are not read; .csv, .tsv, .npy, .npz, .mtx and .svm are",
        at: .file(path))
    }
  }

  private static func readArchive(_ archive: NumpyArchive) throws(DataError) -> FeatureTable {
    var notes = [DataNote]()
    let found = try AttributedArchive.features(archive, notes: &notes)
    guard found.features.featureCount > 0 else {
      throw DataError(.badData, "has no features", at: .file(archive.path))
    }
    return FeatureTable(features: found.features, identifiers: found.nodes, notes: notes)
  }

  /// Lines `id, f1, f2, ...`; a first line whose features are not all numbers is a header.
  static func readTable(_ file: TextFile) throws(DataError) -> FeatureTable {
    try file.scan { (scanner) throws(DataError) -> FeatureTable in
      var identifiers = IdentifierTable()
      var rows = FeatureRows()
      var layout: (separator: FieldSeparator, featureCount: Int)?
      while scanner.nextContentLine(comments: "#%") {
        let separator = layout?.separator ?? scanner.likelySeparator
        let isFirst = layout == nil
        let expected = layout?.featureCount ?? scanner.fieldCount(separator) - 1
        if isFirst {
          guard expected > 0 else { throw scanner.error("expected '<id>, <feature>, ...', found one field") }
          layout = (separator, expected)
          if isHeader(&scanner, separator) { continue }
        }
        guard let id = scanner.nextField(separator) else { continue }
        guard try scanner.intern(id, in: &identifiers).isNew else {
          throw scanner.error("node id \(scanner.excerpt(id)) stands twice")
        }
        var column = 0
        while let field = scanner.nextField(separator) {
          guard column < expected else { throw wrongCount(scanner, expected, separator) }
          guard let value = scanner.double(field) else {
            throw scanner.error("feature \(column + 1) is \(scanner.excerpt(field)), a number was expected")
          }
          rows.append(column: Int32(column), value: try scanner.finite(value, field, "feature \(column + 1)"))
          column += 1
        }
        guard column == expected else { throw wrongCount(scanner, expected, separator) }
        rows.endRow()
      }
      guard let layout, rows.rowCount > 0 else {
        throw DataError(.badData, "has no features", at: .file(file.path))
      }
      return FeatureTable(features: rows.finish(columnCount: layout.featureCount), identifiers: identifiers)
    }
  }

  private static func isHeader(_ scanner: inout TextScanner, _ separator: FieldSeparator) -> Bool {
    defer { scanner.restartLine() }
    _ = scanner.nextField(separator)
    var numbers = 0
    var words = 0
    while let field = scanner.nextField(separator) {
      if scanner.double(field) == nil { words += 1 } else { numbers += 1 }
    }
    // One word among numbers is a mistake in the data and no header.
    return words > 0 && numbers == 0
  }

  private static func wrongCount(_ scanner: TextScanner, _ expected: Int, _ separator: FieldSeparator)
    -> DataError
  {
    scanner.error("expected \(expected) features, found \(scanner.fieldCount(separator) - 1)")
  }
}
