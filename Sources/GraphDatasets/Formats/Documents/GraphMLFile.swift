// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// GraphML (Brandes and others 2002), as written by NetworkX, igraph, yEd, Gephi and others: nodes,
/// edges, their weights and directions, labels and features. Nested graphs, hyperedges and ports are
/// rejected.
enum GraphMLFile {
  static func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    var reader = GraphMLReader(path: file.path)
    try XMLReader.read(file) { (event, line) throws(DataError) in try reader.handle(event, line) }
    return try reader.finish(byteCount: file.bytes.count)
  }
}

private struct GraphMLReader {
  /// The declaration of a `<key>`.
  private struct Key {
    let isWeight: Bool
    /// The column of a node attribute.
    let column: Int?
  }

  private struct Edge {
    let source: String
    let target: String
    let isDirected: Bool
    let line: Int
    var weight: Double?
  }

  private var document: GraphDocument
  private var keys: [String: Key] = [:]
  private var depth = 0
  private var hasGraph = false
  private var isDirected = true
  private var defaultWeight: Double?
  /// The open elements: a key, a graph, a node or an edge, and the key of its data.
  private var openKey: String?
  private var isGraphOpen = false
  private var node: Int?
  private var edge: Edge?
  private var dataKey: String?
  /// The depth of the element whose content is ignored.
  private var ignoredDepth: Int?
  /// The labels that yEd draws on nodes, by node.
  private var captions: [String?] = []

  init(path: String) { document = GraphDocument(path: path) }

  mutating func handle(_ event: XMLEvent, _ line: Int) throws(DataError) {
    switch event {
    case .open(let tag):
      depth += 1
      if depth == 1 && tag.name != "graphml" {
        throw document.error(
          "the root element is <\(tag.name.prefix(40))>; expected <graphml>", line: line)
      }
      if ignoredDepth == nil { try open(tag, line) }
    case .close(let name, let text):
      depth -= 1
      if let ignored = ignoredDepth {
        // Within data, only yEd's labels are read.
        if name == "NodeLabel", let node, captions[node] == nil {
          let caption = Self.trimmed(text)
          captions[node] = caption.isEmpty ? nil : caption
        }
        if depth < ignored { ignoredDepth = nil }
        return
      }
      try close(name, text, line)
    }
  }

  private mutating func open(_ tag: XMLTag, _ line: Int) throws(DataError) {
    func required(_ attribute: String) throws(DataError) -> String {
      guard let value = tag[attribute] else {
        throw document.error("<\(tag.name)> has no attribute '\(attribute)'", line: line)
      }
      return value
    }
    if dataKey != nil {
      ignoredDepth = depth
      return
    }
    switch tag.name {
    case "key": try openKey(tag, try required("id"))
    case "graph":
      guard !isGraphOpen else { throw document.error("nested graphs are not supported", line: line) }
      guard !hasGraph else {
        throw document.error("contains several graphs; expected one", line: line)
      }
      hasGraph = true
      isGraphOpen = true
      switch try required("edgedefault") {
      case "directed": isDirected = true
      case "undirected": isDirected = false
      case let other:
        throw document.error(
          "edgedefault is '\(NodeAttributes.shown(other))'; expected directed or undirected", line: line)
      }
    case "node":
      guard isGraphOpen && node == nil && edge == nil else {
        throw document.error("<node> is not in a graph", line: line)
      }
      node = try document.declare(required("id"), line: line)
      captions.append(nil)
    case "edge":
      guard isGraphOpen && node == nil && edge == nil else {
        throw document.error("<edge> is not in a graph", line: line)
      }
      edge = Edge(
        source: try required("source"), target: try required("target"),
        isDirected: try direction(tag["directed"], line), line: line)
    case "data": dataKey = try required("key")
    case "hyperedge": throw document.error("hyperedges are not supported in GraphML", line: line)
    case "port": throw document.error("ports of nodes are not supported", line: line)
    default: break
    }
  }

  private mutating func openKey(_ tag: XMLTag, _ id: String) throws(DataError) {
    let domain = tag["for"] ?? "all"
    let name = tag["attr.name"] ?? id
    openKey = id
    // yEd's keys without a name describe drawings.
    let isDrawing = tag["yfiles.type"] != nil
    let isOfNodes = (domain == "node" || domain == "all") && !isDrawing
    keys[id] = Key(
      isWeight: (domain == "edge" || domain == "all") && name.lowercased() == "weight",
      column: isOfNodes ? document.attributes.column(name) : nil)
  }

  private func direction(_ text: String?, _ line: Int) throws(DataError) -> Bool {
    switch text {
    case nil: return isDirected
    case "true", "1": return true
    case "false", "0": return false
    case let other?:
      throw document.error(
        "directed is '\(NodeAttributes.shown(other))'; expected true or false", line: line)
    }
  }

  private mutating func close(_ name: String, _ text: String, _ line: Int) throws(DataError) {
    switch name {
    case "key": openKey = nil
    case "default":
      guard let id = openKey, let key = keys[id] else { return }
      if key.isWeight, defaultWeight == nil { defaultWeight = try weight(text, line) }
      if let column = key.column { document.attributes.setDefault(Self.content(text), column: column) }
    case "data":
      defer { dataKey = nil }
      guard let id = dataKey else { return }
      let key = keys[id]
      if edge != nil, key?.isWeight ?? (id.lowercased() == "weight") {
        guard edge?.weight == nil else { throw document.error("the edge has two weights", line: line) }
        let value = try weight(text, line)
        edge?.weight = value
      } else if let node, let column = key?.column, edge == nil {
        document.attributes.set(Self.content(text), column: column, node: node)
      }
    case "node": node = nil
    case "edge":
      guard let edge else { return }
      self.edge = nil
      try document.connect(
        edge.source, edge.target, isDirected: edge.isDirected, weight: edge.weight ?? defaultWeight,
        line: edge.line)
    case "graph": isGraphOpen = false
    default: break
    }
  }

  private func weight(_ text: String, _ line: Int) throws(DataError) -> Double {
    guard let value = DecimalNumber.finite(text) else {
      throw document.error(
        "the weight is '\(NodeAttributes.shown(text))'; expected a finite number", line: line)
    }
    return value
  }

  mutating func finish(byteCount: Int) throws(DataError) -> EdgeSource {
    guard hasGraph else { throw DataError(.badData, "contains no GraphML graph", at: .file(document.path)) }
    var names = [DisplayNames("yEd label", captions)]
    for name in ["name", "label"] {
      if let values = document.attributes.values(named: name, nodeCount: document.nodeCount) {
        names.append(DisplayNames("attribute '\(name)'", values))
      }
    }
    return try document.finish(displayNames: names, byteCount: byteCount)
  }

  /// Returns the text of an attribute. Surrounding whitespace is removed only if line ends show that it
  /// was added as formatting.
  private static func content(_ text: String) -> String {
    guard text.utf8.first == 0x0A || text.utf8.last == 0x0A || text.utf8.first == 0x0D else { return text }
    return trimmed(text)
  }

  private static func trimmed(_ text: String) -> String {
    let isBlank: (Character) -> Bool = { $0.isWhitespace }
    return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
