internal import GraphCore

/// Edges between named nodes, as a file lists them.
struct EdgeList {
  var identifiers: IdentifierTable
  var sources: [Int32] = []
  var targets: [Int32] = []
  var weights: [Double] = []
  var isWeighted = false
  /// Whether the file itself says that its edges have no direction, or that they have one.
  var statesDirected: Bool?

  /// Whether the node set is given: then an edge to another id is an error.
  let hasGivenNodes: Bool

  /// An empty list over the nodes of `identifiers`, or over the nodes that edges name.
  init(nodes identifiers: IdentifierTable?) {
    hasGivenNodes = identifiers != nil
    self.identifiers = identifiers ?? IdentifierTable()
  }

  /// Names that mark a header line.
  static let headerNames: Set<String> = [
    "source", "target", "weight", "from", "to", "u", "v", "src", "dst", "node1", "node2", "node_id", "id", "label",
    "node", "class",
  ]

  /// Reads a file by its format: `.mtx`, `.graphml`, `.npz`, else text.
  static func read(_ path: String, nodes: IdentifierTable?, hasHeader: Bool) throws(DataError) -> EdgeList {
    let plain = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    var list = EdgeList(nodes: nodes)
    if plain.hasSuffix(".mtx") {
      try list.readMatrixMarket(try TextFile(path))
    } else if plain.hasSuffix(".graphml") {
      try list.readGraphML(try TextFile(path))
    } else if plain.hasSuffix(".npz") {
      try list.readMatrix(path)
    } else {
      try list.readText(try TextFile(path), hasHeader: hasHeader)
    }
    guard !list.sources.isEmpty || nodes != nil else {
      throw DataError(.badData, "has no edges", at: .file(path))
    }
    return list
  }

  /// The graph: directed, or with the reverse of every edge; edges that stand twice, in either direction, count
  /// once where there are no weights, else their weights are added up.
  func graph(directed: Bool) -> Graph {
    let graph = Graph(
      nodeCount: identifiers.count, sources: sources, targets: targets, weights: isWeighted ? weights : nil)
    if directed { return graph.coalesced(isWeighted ? .sum : .once) }
    guard isWeighted else { return graph.undirected().coalesced(.once) }
    // A file that lists both directions of every edge with one weight means that weight, not twice as much.
    let merged = graph.coalesced(.sum)
    return merged.isSymmetric ? merged.asUndirected() : merged.undirected().coalesced(.sum)
  }

  mutating func append(_ source: Int32, _ target: Int32, _ weight: Double) {
    sources.append(source)
    targets.append(target)
    weights.append(weight)
    if weight != 1 { isWeighted = true }
  }

  /// The node that a field names.
  mutating func node(_ field: Range<Int>, _ scanner: TextScanner) throws(DataError) -> Int32 {
    if hasGivenNodes {
      guard let node = scanner.index(of: field, in: identifiers) else {
        throw scanner.error("node \(scanner.excerpt(field)) is not among the nodes of the features or labels file")
      }
      return node
    }
    return try scanner.intern(field, in: &identifiers).index
  }

  /// Lines `u v [weight]`.
  mutating func readText(_ file: TextFile, hasHeader: Bool) throws(DataError) {
    try file.scan { (scanner: inout TextScanner) throws(DataError) -> Void in
      var isFirst = true
      while scanner.nextContentLine(comments: "#%") {
        let separator = scanner.likelySeparator
        if isFirst {
          isFirst = false
          let isHeader = try scanner.isHeader(separator)
          if hasHeader || isHeader { continue }
        }
        guard let first = scanner.nextField(separator), let second = scanner.nextField(separator), !first.isEmpty,
          !second.isEmpty
        else { throw scanner.error("is not `u v [weight]`: two node ids were expected") }
        var weight = 1.0
        if let field = scanner.nextField(separator), !field.isEmpty {
          guard let value = scanner.double(field), value.isFinite else {
            throw scanner.error("weight \(scanner.excerpt(field)) is not a finite number")
          }
          weight = value
        }
        if let extra = scanner.nextField(separator), !extra.isEmpty {
          throw scanner.error("has \(scanner.fieldCount(separator)) fields, `u v [weight]` was expected")
        }
        append(try node(first, scanner), try node(second, scanner), weight)
      }
    }
  }

  /// A CSR matrix whose rows point to their columns; nodes are called by their numbers.
  private mutating func readMatrix(_ path: String) throws(DataError) {
    let archive = try NPZArchive(path)
    let named = try archive.sparse("adj_")
    let unnamed = try archive.sparse("")
    guard let matrix = named ?? unnamed, matrix.rowCount == matrix.columnCount else {
      throw DataError(.badData, "holds no square CSR matrix", at: .file(path))
    }
    if let value = matrix.values.first(where: { !$0.isFinite }) {
      throw DataError(.badData, "holds weight \(value), a finite number was expected", at: .file(path))
    }
    try number(0..<matrix.rowCount, from: 0, path: path)
    for row in 0..<matrix.rowCount {
      for entry in matrix.offsets[row]..<matrix.offsets[row + 1] {
        append(Int32(row), Int32(matrix.columns[entry]), matrix.values[entry])
      }
    }
  }

  /// Makes nodes that are called by numbers, counted from `first`; where the node set is given, as many as it has
  /// must be wanted.
  mutating func number(_ range: Range<Int>, from first: Int, path: String) throws(DataError) {
    if hasGivenNodes {
      guard range.count == identifiers.count else {
        throw DataError(
          .badData, "has \(range.count) nodes, the features or labels file has \(identifiers.count)", at: .file(path))
      }
      return
    }
    for node in range { _ = identifiers.insert(String(node + first)) }
  }
}

extension TextScanner {
  /// Whether all fields of the line are names of columns. The place in the line is kept.
  func isHeader(_ separator: FieldSeparator) throws(DataError) -> Bool {
    var copy = self
    copy.restartLine()
    var count = 0
    while let field = copy.nextField(separator) {
      guard field.count < 40, EdgeList.headerNames.contains(try string(field).lowercased()) else { return false }
      count += 1
    }
    return count >= 2
  }
}

extension Graph {
  /// Whether every edge has its reverse with the same weight. Parallel edges must have been merged.
  fileprivate var isSymmetric: Bool {
    let matrix = adjacency(of: Double.self)
    let transposed = matrix.transposed
    return matrix.pattern.columnIndices == transposed.pattern.columnIndices && matrix.values == transposed.values
  }

  /// The same edges, which hold both directions already, as an undirected graph.
  fileprivate func asUndirected() -> Graph {
    let (sources, targets, weights) = edges()
    return Graph(nodeCount: nodeCount, sources: sources, targets: targets, weights: weights, isDirected: false)
  }
}
