internal import GraphCore

/// The labels of nodes as read: for every line a node and a class.
struct LabelTable {
  /// The nodes, in the order of the file that names them.
  let identifiers: IdentifierTable
  /// The nodes and classes of the lines; class -1 where the label is empty.
  let nodes: [Int32]
  let classCodes: [Int32]
  let classes: IdentifierTable

  /// The class of every node, -1 where no line names one.
  func codes(nodeCount: Int) -> [Int32] {
    var codes = [Int32](repeating: -1, count: nodeCount)
    for (node, code) in zip(nodes, classCodes) { codes[Int(node)] = code }
    return codes
  }

  /// The same labels for nodes "0"..<"count", where all ids are such numbers.
  func numbered(below count: Int) -> LabelTable? {
    let names = identifiers.names
    var number = [Int32]()
    for name in names {
      guard let value = Int32(name), value >= 0, value < count, String(value) == name else { return nil }
      number.append(value)
    }
    return LabelTable(
      identifiers: .numbers(below: count), nodes: nodes.map { number[Int($0)] }, classCodes: classCodes,
      classes: classes)
  }
}

/// Files of lines `id label`.
enum LabelFile {
  private static let headers: Set<String> = [
    "label", "labels", "class", "classes", "category", "target", "y", "club", "group", "community",
  ]

  /// Reads labels of `nodes`, or of nodes that the file itself names. The label is the rest of the line behind
  /// the first tab, comma or blank; one that is missing or empty means that the class is not known.
  ///
  /// A first line such as `id label` is a header where it names an unknown node or, without `nodes`, where both
  /// words are known ones.
  static func read(_ file: TextFile, nodes: IdentifierTable?) throws(DataError) -> LabelTable {
    try file.scan { (scanner) throws(DataError) -> LabelTable in
      var identifiers = nodes ?? IdentifierTable()
      var classes = IdentifierTable()
      var lineNodes = [Int32]()
      var codes = [Int32]()
      var seen = [Bool](repeating: false, count: identifiers.count)
      var separator: FieldSeparator?
      while scanner.nextContentLine(comments: "#%") {
        let chosen = separator ?? scanner.likelySeparator
        guard let id = scanner.nextField(chosen) else { continue }
        let label = scanner.nextField(chosen)
        if let extra = scanner.nextField(chosen), !extra.isEmpty {
          throw scanner.error("expected '<id> <label>', found \(scanner.fieldCount(chosen)) fields")
        }
        let isFirst = separator == nil
        separator = chosen
        if isFirst, try isHeader(scanner, id, label) { continue }
        let node: Int32
        if nodes != nil {
          node = try scanner.known(id, in: identifiers)
        } else {
          node = try scanner.intern(id, in: &identifiers).index
          if Int(node) == seen.count { seen.append(false) }
        }
        guard !seen[Int(node)] else { throw scanner.error("node id \(scanner.excerpt(id)) stands twice") }
        seen[Int(node)] = true
        lineNodes.append(node)
        if let label, !label.isEmpty {
          codes.append(try scanner.intern(label, in: &classes).index)
        } else {
          codes.append(-1)
        }
      }
      guard identifiers.count > 0 else { throw DataError(.badData, "has no labels", at: .file(file.path)) }
      return LabelTable(identifiers: identifiers, nodes: lineNodes, classCodes: codes, classes: classes)
    }
  }

  private static func isHeader(_ scanner: TextScanner, _ id: Range<Int>, _ label: Range<Int>?)
    throws(DataError) -> Bool
  {
    guard let label else { return false }
    let names = (try scanner.string(id).lowercased(), try scanner.string(label).lowercased())
    return HeaderNames.ids.contains(names.0) && headers.contains(names.1)
  }
}

/// The names by which first lines are known to be headers.
enum HeaderNames {
  static let ids: Set<String> = [
    "id", "ids", "node", "node_id", "nodeid", "name", "index", "vertex", "paper_id",
  ]
  static let sources: Set<String> = [
    "source", "src", "from", "u", "head", "node1", "source_id", "from_id", "node_id",
  ]
  static let targets: Set<String> = [
    "target", "dst", "dest", "destination", "to", "v", "tail", "node2", "target_id", "to_id", "node_id_2",
  ]
  static let weights: Set<String> = ["weight", "weights", "w", "value", "count"]
}
