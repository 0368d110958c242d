internal import GraphCore

/// GraphML (Brandes and others 2002): nodes, edges, the edges' weights and directions. Everything else in the
/// file is passed over; nested graphs, hyperedges and document types are refused.
enum GraphMLFile {
  static func read(_ file: TextFile, nodes: inout NodeTable) throws(DataError) -> EdgeTable {
    var reader = GraphMLReader(file, nodes: nodes)
    defer { nodes = reader.nodes }
    try reader.run()
    return reader.edges
  }
}

private struct GraphMLReader {
  private var scanner: MarkupScanner
  private let path: String
  private(set) var nodes: NodeTable
  private(set) var edges = EdgeTable()
  /// The names of the elements that are open.
  private var open: [String] = []
  private var weightKey: String?
  private var defaultWeight: Double?
  /// Whether the key of the weights is open, within which their default may stand.
  private var isWeightKeyOpen = false
  private var isDirected = true
  private var hasGraph = false
  /// The edge that is open, and the text of its weight.
  private var edge: (source: Int32, target: Int32, isDirected: Bool)?
  private var weight: Double?
  /// Whether the text that follows is a weight.
  private var isInWeight = false

  init(_ file: TextFile, nodes: NodeTable) {
    scanner = MarkupScanner(file)
    path = file.path
    self.nodes = nodes
  }

  mutating func run() throws(DataError) {
    while let token = try scanner.next() {
      switch token {
      case .open(let name, let attributes, let isEmpty):
        guard open.count < 64 else { throw scanner.error("elements are nested too deeply") }
        try begin(name, attributes)
        if isEmpty { try end(name) } else { open.append(name) }
      case .close(let name):
        guard open.popLast() == name else { throw scanner.error("</\(name)> closes nothing that is open") }
        try end(name)
      case .text(let text): try readText(text)
      }
    }
    guard open.isEmpty else {
      throw scanner.error("the file is cut off: <\(open[open.count - 1])> is not closed")
    }
    guard hasGraph else { throw DataError(.badData, "holds no GraphML graph", at: .file(path)) }
  }

  private mutating func begin(_ name: String, _ attributes: [String: String]) throws(DataError) {
    func required(_ attribute: String) throws(DataError) -> String {
      guard let value = attributes[attribute] else {
        throw scanner.error("<\(name)> lacks the attribute '\(attribute)'")
      }
      return value
    }
    switch name {
    case "key":
      if attributes["attr.name"] == "weight",
        (attributes["for"] ?? "edge") == "edge" || attributes["for"] == "all"
      {
        weightKey = try required("id")
        isWeightKeyOpen = true
      }
    case "default": isInWeight = isWeightKeyOpen && open.last == "key"
    case "graph":
      guard !hasGraph else { throw scanner.error("a second or nested graph is not read") }
      hasGraph = true
      isDirected = try required("edgedefault") != "undirected"
    case "node":
      let id = try required("id")
      guard !id.isEmpty else { throw scanner.error("an id is empty") }
      _ = try nodes.node(named: id, place: .line(path, scanner.line))
    case "edge":
      let source = try required("source")
      let target = try required("target")
      guard !source.isEmpty && !target.isEmpty else { throw scanner.error("an id is empty") }
      let place = DataError.Place.line(path, scanner.line)
      let isEdgeDirected = attributes["directed"].map { $0 == "true" } ?? isDirected
      edge = (
        try nodes.node(named: source, place: place), try nodes.node(named: target, place: place),
        isEdgeDirected
      )
      weight = nil
    case "data":
      isInWeight = open.last == "edge" && weightKey != nil && attributes["key"] == weightKey
    case "hyperedge": throw scanner.error("hyperedges are not read")
    default: break
    }
  }

  private mutating func end(_ name: String) throws(DataError) {
    isInWeight = false
    if name == "key" { isWeightKeyOpen = false }
    guard name == "edge", let edge else { return }
    self.edge = nil
    let value = weight ?? (weightKey == nil ? nil : defaultWeight ?? 1)
    for (source, target) in [(edge.source, edge.target), (edge.target, edge.source)] {
      if let value { edges.append(source, target, weight: value) } else { edges.append(source, target) }
      if edge.isDirected || edge.source == edge.target { break }
    }
  }

  private mutating func readText(_ text: String) throws(DataError) {
    guard isInWeight else { return }
    let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !trimmed.isEmpty else { return }
    guard let value = Double(trimmed), value.isFinite else {
      throw scanner.error("the weight is '\(trimmed.prefix(40))', a finite number was expected")
    }
    if edge == nil { defaultWeight = value } else { weight = value }
  }
}
