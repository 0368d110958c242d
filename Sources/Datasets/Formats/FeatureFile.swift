internal import GraphCore
internal import TensorCore

/// The features of a file, with the ids and labels that stand beside them where there are some.
struct FeatureFile {
  let features: FeatureMatrix
  /// The nodes in the order of the rows; nil where the file does not name them.
  let identifiers: IdentifierTable?
  /// The label of every row; nil where the file has none.
  let labels: (labels: [Int32], classes: IdentifierTable)?

  /// Reads `.npy`, `.npz` or `.svm` (LIBSVM), else a table `id, feature, feature, ...`.
  init(_ path: String) throws(DataError) {
    let plain = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    if plain.hasSuffix(".npy") {
      let file = try TextFile(path)
      features = try NumpyArray(npy: file.bytes, path: path).features(path: path)
      (identifiers, labels) = (nil, nil)
    } else if plain.hasSuffix(".npz") {
      let archive = try NPZArchive(path)
      if let found = try archive.features(prefix: "attr_") {
        features = found
      } else if let found = try archive.features(prefix: "") {
        features = found
      } else {
        throw DataError(.badData, "holds no CSR matrix and no array 'matrix'", at: .file(path))
      }
      (identifiers, labels) = (nil, nil)
    } else if plain.hasSuffix(".svm") || plain.hasSuffix(".libsvm") {
      let (matrix, rowLabels, classes) = try Self.readSVM(try TextFile(path))
      features = matrix
      identifiers = nil
      labels = classes.count > 0 ? (rowLabels, classes) : nil
    } else {
      let (matrix, table) = try Self.readTable(try TextFile(path))
      features = matrix
      identifiers = table
      labels = nil
    }
  }

  /// Lines `id, feature, feature, ...`, of which the first may name the columns.
  private static func readTable(_ file: TextFile) throws(DataError) -> (FeatureMatrix, IdentifierTable) {
    try file.scan { scanner throws(DataError) in
      var table = IdentifierTable()
      var rows = FeatureRowBuilder()
      var width = -1
      var isFirst = true
      while scanner.nextContentLine(comments: "#") {
        let separator = scanner.likelySeparator
        guard let id = scanner.nextField(separator) else { continue }
        if isFirst {
          isFirst = false
          width = scanner.fieldCount(separator) - 1
          if isHeader(scanner, separator) { continue }
        }
        let (_, isNew) = try scanner.intern(id, in: &table)
        guard isNew else { throw scanner.error("node \(scanner.excerpt(id)) stands twice") }
        let found = scanner.fieldCount(separator) - 1
        guard found == width else {
          throw scanner.error("has \(found) features, \(width) were expected as in the first line")
        }
        for column in 0..<width {
          guard let field = scanner.nextField(separator) else { break }
          guard let value = scanner.double(field).map({ Float($0) }), value.isFinite else {
            throw scanner.error("feature \(column + 1) is \(scanner.excerpt(field)), a finite number was expected")
          }
          if value != 0 { rows.append(column: Int32(column), value: value) }
        }
        rows.endRow()
      }
      guard table.count > 0 else {
        throw DataError(.badData, "is empty, `id, feature, ...` lines were expected", at: .file(file.path))
      }
      return (FeatureStorage.matrix(rows.matrix(columnCount: width)), table)
    }
  }

  /// Whether the first line names columns: none of its features is a number.
  private static func isHeader(_ scanner: TextScanner, _ separator: FieldSeparator) -> Bool {
    var copy = scanner
    var count = 0
    while let field = copy.nextField(separator) {
      if copy.double(field) != nil { return false }
      count += 1
    }
    return count > 0
  }

  /// Lines `label index:value index:value ...`, indices from 1 and ascending.
  private static func readSVM(_ file: TextFile) throws(DataError) -> (FeatureMatrix, [Int32], IdentifierTable) {
    try file.scan { scanner throws(DataError) in
      var classes = IdentifierTable()
      var labels: [Int32] = []
      var rows = FeatureRowBuilder()
      var width = 0
      while scanner.nextContentLine(comments: "#") {
        guard let label = scanner.nextField(.blanks) else { continue }
        labels.append(try scanner.intern(label, in: &classes).index)
        var previous = 0
        while let field = scanner.nextField(.blanks) {
          if scanner.byte(at: field.lowerBound) == UInt8(ascii: "#") { break }
          guard let (indexField, valueField) = scanner.split(field, at: UInt8(ascii: ":")),
            let index = scanner.integer(indexField), let value = scanner.double(valueField).map({ Float($0) }),
            value.isFinite
          else { throw scanner.error("\(scanner.excerpt(field)) is not `index:value` with a finite value") }
          guard index > previous, index < Int(Int32.max) else {
            throw scanner.error("index \(index) does not follow \(previous): indices ascend from 1")
          }
          previous = index
          if value != 0 { rows.append(column: Int32(index - 1), value: value) }
        }
        width = max(width, previous)
        rows.endRow()
      }
      guard !labels.isEmpty else {
        throw DataError(.badData, "is empty, `label index:value ...` lines were expected", at: .file(file.path))
      }
      return (.sparse(rows.matrix(columnCount: width)), labels, classes)
    }
  }
}

/// Labels by node id.
enum LabelFile {
  /// Reads lines `id label`; a missing or empty label means that it is not known. With `identifiers` an id that
  /// is not among them is an error, without them the ids of the file are the nodes.
  static func read(
    _ path: String, identifiers: IdentifierTable?
  ) throws(DataError) -> (labels: [Int32], classes: IdentifierTable, identifiers: IdentifierTable) {
    try TextFile(path).scan { scanner throws(DataError) in
      var table = identifiers ?? IdentifierTable()
      var labels = [Int32](repeating: -1, count: table.count)
      var isSeen = [Bool](repeating: false, count: table.count)
      var classes = IdentifierTable()
      var isFirst = true
      while scanner.nextContentLine(comments: "#") {
        let separator = scanner.likelySeparator
        if isFirst {
          isFirst = false
          if try scanner.isHeader(separator) { continue }
        }
        guard let id = scanner.nextField(separator) else { continue }
        var node: Int32
        if identifiers == nil {
          node = try scanner.intern(id, in: &table).index
          if Int(node) == labels.count {
            labels.append(-1)
            isSeen.append(false)
          }
        } else {
          guard let known = scanner.index(of: id, in: table) else {
            throw scanner.error("node \(scanner.excerpt(id)) is not in the features file")
          }
          node = known
        }
        guard !isSeen[Int(node)] else { throw scanner.error("node \(scanner.excerpt(id)) is labelled twice") }
        isSeen[Int(node)] = true
        guard let label = scanner.nextField(separator), !label.isEmpty else { continue }
        if let extra = scanner.nextField(separator), !extra.isEmpty {
          throw scanner.error("has \(scanner.fieldCount(separator)) fields, `id label` was expected")
        }
        labels[Int(node)] = try scanner.intern(label, in: &classes).index
      }
      guard table.count > 0 else {
        throw DataError(.badData, "is empty, `id label` lines were expected", at: .file(path))
      }
      return (labels, classes, table)
    }
  }
}
