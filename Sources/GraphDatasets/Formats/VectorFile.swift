internal import GraphCore

/// The LIBSVM format: lines `label index:value ...` with indices from 1; line k is node k, counted from 0. The label
/// may be missing. Comments begin with #.
enum VectorFile {
  static func read(_ file: TextFile) throws(DataError) -> FeatureTable {
    try file.scan { (scanner) throws(DataError) -> FeatureTable in
      var rows = FeatureRows()
      // One number must not make later matrices larger than the file could ever fill.
      let limit = min(max(FeatureRows.freeColumnCount, file.bytes.count), Int(Int32.max) - 1)
      var classes = IdentifierTable()
      var codes = [Int32]()
      var featureCount: Int32 = 0
      while scanner.nextContentLine(comments: "#") {
        var code: Int32 = -1
        var previous: Int32 = 0
        var isFirst = true
        while let field = scanner.nextField(.blanks) {
          if scanner.byte(at: field.lowerBound) == UInt8(ascii: "#") { break }
          if let (left, right) = scanner.split(field, at: UInt8(ascii: ":")) {
            guard let index = scanner.integer(left), let value = scanner.double(right), index > 0,
              index <= limit
            else {
              throw scanner.error(
                "\(scanner.excerpt(field)) is not 'index:value' with an index from 1 to \(limit)")
            }
            guard index > previous else {
              throw scanner.error("index \(index) follows \(previous), ascending ones were expected")
            }
            previous = Int32(index)
            rows.append(column: previous - 1, value: try scanner.finite(value, field, "feature \(index)"))
          } else {
            guard isFirst else { throw scanner.error("\(scanner.excerpt(field)) is not 'index:value'") }
            code = try scanner.intern(field, in: &classes).index
          }
          isFirst = false
        }
        featureCount = max(featureCount, previous)
        codes.append(code)
        rows.endRow()
      }
      guard rows.rowCount > 0, featureCount > 0 else {
        throw DataError(.badData, "has no features", at: .file(file.path))
      }
      var labels = LabelColumn()
      for code in codes { labels.append(code < 0 ? nil : classes.name(Int(code))) }
      return FeatureTable(
        path: file.path, features: rows.finish(columnCount: Int(featureCount)),
        labels: classes.count > 0 ? labels : nil, columnsAreOpen: true)
    }
  }
}
