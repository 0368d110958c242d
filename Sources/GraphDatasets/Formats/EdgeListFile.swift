internal import GraphCore

/// Edge lists: lines `source target [weight]`, split on tabs, commas or blanks, with comments behind # or %.
enum EdgeListFile {
  private struct Layout {
    var separator: FieldSeparator
    var source = 0
    var target = 1
    /// The column of the weight, and how many columns there are; nil as long as no line has been read.
    var weight: Int? = 2
    var columnCount: Int?
  }

  /// Reads edges. The first line is a header if all its fields are known names, or if `hasHeader` says so; the
  /// header's names then decide which column is which.
  static func read(_ file: TextFile, nodes: inout NodeTable, hasHeader: Bool) throws(DataError) -> EdgeTable {
    var table = nodes
    defer { nodes = table }
    return try file.scan { (scanner) throws(DataError) -> EdgeTable in
      var edges = EdgeTable()
      var layout: Layout?
      while scanner.nextContentLine(comments: "#%") {
        if layout == nil {
          var first = Layout(separator: scanner.likelySeparator)
          let isHeader = try readHeader(&scanner, &first, isCertain: hasHeader)
          layout = first
          if isHeader { continue }
          scanner.restartLine()
        }
        guard var current = layout else { continue }
        try readEdge(&scanner, current, into: &edges, &table)
        if current.columnCount == nil {
          current.columnCount = scanner.fieldCount(current.separator)
          layout = current
        }
      }
      return edges
    }
  }

  private static func readEdge(
    _ scanner: inout TextScanner, _ layout: Layout, into edges: inout EdgeTable, _ nodes: inout NodeTable
  ) throws(DataError) {
    var source: Range<Int>?
    var target: Range<Int>?
    var weight: Range<Int>?
    var column = 0
    while let field = scanner.nextField(layout.separator) {
      if column == layout.source { source = field }
      if column == layout.target { target = field }
      if column == layout.weight { weight = field }
      column += 1
    }
    guard let source, let target, layout.columnCount == column || (layout.columnCount == nil && column <= 3)
    else {
      let expected = layout.columnCount.map { "\($0) fields" } ?? "'<source> <target> [weight]'"
      throw scanner.error(
        "expected \(expected), found \(column)\(layout.columnCount == nil ? " fields" : "")")
    }
    let sourceNode = try nodes.node(source, in: scanner)
    let targetNode = try nodes.node(target, in: scanner)
    guard let weight else { return edges.append(sourceNode, targetNode) }
    guard let value = scanner.double(weight), value.isFinite else {
      throw scanner.error("the weight is \(scanner.excerpt(weight)), a finite number was expected")
    }
    edges.append(sourceNode, targetNode, weight: value)
  }

  /// Whether the line is a header, whose columns are then entered into `layout`.
  private static func readHeader(_ scanner: inout TextScanner, _ layout: inout Layout, isCertain: Bool)
    throws(DataError) -> Bool
  {
    var names = [String]()
    var areNamesKnown = true
    while let field = scanner.nextField(layout.separator) {
      guard isCertain || field.count <= 20 else { return false }
      let name = try scanner.string(field).lowercased()
      names.append(name)
      if !HeaderNames.sources.contains(name) && !HeaderNames.targets.contains(name)
        && !HeaderNames.weights.contains(name) && !HeaderNames.ids.contains(name)
      {
        areNamesKnown = false
      }
      if names.count > 1000 { return false }
    }
    // The commonest of known names, `u v`, could be nodes; a list of one edge between them is not worth a doubt.
    guard isCertain || (areNamesKnown && names.count >= 2) else { return false }
    guard names.count >= 2 else {
      throw scanner.error("the header has \(names.count) fields, at least 2 were expected")
    }
    let source = names.firstIndex { HeaderNames.sources.contains($0) }
    let target = names.indices.first { HeaderNames.targets.contains(names[$0]) && $0 != source }
    if let source, let target {
      layout.source = source
      layout.target = target
      layout.weight = names.firstIndex { HeaderNames.weights.contains($0) }
    } else {
      layout.weight = names.count > 2 ? 2 : nil
    }
    layout.columnCount = names.count
    return true
  }
}
