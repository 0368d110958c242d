public import GraphCore
internal import TensorCore

/// Citation data as LINQS publishes them: `.content` holds `id word word ... class` lines, `.cites` holds
/// `cited citing` lines.
extension NodeDataset {
  /// Reads a content and a citation file, plain or gzipped.
  ///
  /// Messages flow from the citing to the cited paper, and back unless `directed`. Duplicate citations count
  /// once. Throws `missingInput`, or `badData` with file and line: a citation of an unknown id, a row with too
  /// few features, a feature that is no finite number.
  public init(
    content: String, cites: String, directed: Bool = false, split: SplitRule
  ) throws(DataError) {
    let table = try LINQSFormat.read(content: try TextFile(content))
    let graph = try LINQSFormat.graph(cites: try TextFile(cites), table.identifiers, directed: directed)
    let (labels, classNames) = ClassLabels.sorted(table.labels, table.classes)
    let base = content.split(separator: "/").last.map(String.init) ?? content
    self.init(
      name: base.hasSuffix(".content") ? String(base.dropLast(8)) : base, graph: graph, features: table.features,
      labels: labels, classNames: classNames, nodeIdentifiers: try NodeIdentifiers(table.identifiers.names),
      split: split)
  }
}

private enum LINQSFormat {
  struct Table {
    var identifiers = IdentifierTable()
    var classes = IdentifierTable()
    var labels: [Int32] = []
    var features: FeatureMatrix
  }

  static func read(content file: TextFile) throws(DataError) -> Table {
    try file.scan { scanner throws(DataError) in
      var table = Table(features: .dense(Tensor(zeros: [0, 0])))
      var rows = FeatureRowBuilder()
      var width = -1
      while scanner.nextContentLine() {
        let separator: FieldSeparator = scanner.likelySeparator == .comma ? .comma : .blanks
        if width < 0 { width = scanner.fieldCount(separator) - 2 }
        guard let id = scanner.nextField(separator) else { continue }
        let (_, isNew) = try scanner.intern(id, in: &table.identifiers)
        guard isNew else { throw scanner.error("paper \(scanner.excerpt(id)) stands twice") }
        for column in 0..<max(0, width) {
          if separator == .blanks, let digit = scanner.nextDigit() {
            if digit != 0 { rows.append(column: Int32(column), value: Float(digit)) }
            continue
          }
          guard let field = scanner.nextField(separator) else { break }
          guard let value = scanner.double(field).map({ Float($0) }), value.isFinite else {
            let found = scanner.fieldCount(separator) - 2
            if found != width { throw wrongCount(scanner, found, width) }
            throw scanner.error("feature \(column + 1) is \(scanner.excerpt(field)), a finite number was expected")
          }
          if value != 0 { rows.append(column: Int32(column), value: value) }
        }
        let found = scanner.fieldCount(separator) - 2
        guard found == width, let label = scanner.nextField(separator) else {
          throw wrongCount(scanner, found, width)
        }
        table.labels.append(try scanner.intern(label, in: &table.classes).index)
        rows.endRow()
      }
      guard width >= 0 else { throw DataError(.badData, "is empty, `id word ... class` lines were expected", at: .file(file.path)) }
      table.features = FeatureStorage.matrix(rows.matrix(columnCount: width))
      return table
    }
  }

  private static func wrongCount(_ scanner: TextScanner, _ found: Int, _ expected: Int) -> DataError {
    scanner.error("has \(found) features, \(expected) were expected as in the first line")
  }

  static func graph(cites file: TextFile, _ identifiers: IdentifierTable, directed: Bool) throws(DataError) -> Graph {
    var sources: [Int32] = []
    var targets: [Int32] = []
    try file.scan { scanner throws(DataError) in
      while scanner.nextContentLine(comments: "#%") {
        let separator: FieldSeparator = scanner.likelySeparator == .comma ? .comma : .blanks
        guard let cited = scanner.nextField(separator), let citing = scanner.nextField(separator),
          scanner.nextField(separator) == nil
        else {
          throw scanner.error(
            "has \(scanner.fieldCount(separator)) fields, the ids of the cited and the citing paper were expected")
        }
        for field in [cited, citing] where scanner.index(of: field, in: identifiers) == nil {
          throw scanner.error("paper \(scanner.excerpt(field)) is not in the content file")
        }
        guard let target = scanner.index(of: cited, in: identifiers),
          let source = scanner.index(of: citing, in: identifiers)
        else { continue }
        sources.append(source)
        targets.append(target)
      }
    }
    return Graph(nodeCount: identifiers.count, sources: sources, targets: targets).asCitations(directed: directed)
  }
}

/// Classes in the order of their names, so that their numbers do not depend on the order of the lines.
enum ClassLabels {
  static func sorted(_ labels: [Int32], _ classes: IdentifierTable) -> (labels: [Int32], names: [String]) {
    let names = classes.names
    let order = names.indices.sorted { names[$0] < names[$1] }
    var number = [Int32](repeating: -1, count: names.count)
    for (new, old) in order.enumerated() { number[old] = Int32(new) }
    return (labels.map { $0 < 0 ? -1 : number[Int($0)] }, order.map { names[$0] })
  }
}
