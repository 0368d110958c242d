// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// GML (Himsolt 1996), as written by NetworkX, igraph, Gephi and others: nodes, edges, their weights and
/// directions, labels and features. Nodes are named by their `label`, as in NetworkX, if every node has
/// a unique one.
enum GMLFile {
  static func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    var reader = GMLGraphReader(path: file.path)
    try GMLReader.read(file) { (event, line) throws(DataError) in try reader.handle(event, line) }
    return try reader.finish(byteCount: file.bytes.count)
  }
}

private struct GMLGraphReader {
  private struct Item {
    let line: Int
    var texts: [(key: String, text: String)] = []

    subscript(_ key: String) -> String? { texts.first { $0.key == key }?.text }
  }

  private enum Part {
    case node
    case edge
  }

  private var document: GraphDocument
  private var depth = 0
  private var hasGraph = false
  private var isInGraph = false
  private var isDirected = false
  private var part: Part?
  private var item = Item(line: 0)
  private var labels: [String?] = []
  /// Edges are stored until the end of the graph, because `directed` may follow them.
  private var edges: [(source: String, target: String, weight: Double?, line: Int)] = []

  init(path: String) { document = GraphDocument(path: path) }

  mutating func handle(_ event: GMLEvent, _ line: Int) throws(DataError) {
    switch event {
    case .open(let key):
      depth += 1
      let name = key.lowercased()
      if depth == 1 && name == "graph" {
        guard !hasGraph else {
          throw document.error("contains several graphs; expected one", line: line)
        }
        hasGraph = true
        isInGraph = true
      } else if depth == 2 && isInGraph && (name == "node" || name == "edge") {
        part = name == "node" ? .node : .edge
        item = Item(line: line)
      } else if isInGraph && name == "graph" {
        throw document.error("nested graphs are not supported", line: line)
      }
    case .close:
      depth -= 1
      if depth == 1, let part {
        self.part = nil
        switch part {
        case .node: try endNode()
        case .edge: try endEdge()
        }
      }
      if depth == 0 { isInGraph = false }
    case .value(let key, let text, _):
      if depth == 2 && part != nil {
        item.texts.append((key, text))
      } else if depth == 1 && isInGraph && key.lowercased() == "directed" {
        guard text == "0" || text == "1" else {
          throw document.error("directed is '\(NodeAttributes.shown(text))'; expected 0 or 1", line: line)
        }
        isDirected = text == "1"
      }
    }
  }

  private mutating func endNode() throws(DataError) {
    guard let id = item["id"] else { throw document.error("the node has no id", line: item.line) }
    let node = try document.declare(id, line: item.line)
    labels.append(item["label"])
    for (key, text) in item.texts where key != "id" && key != "label" {
      document.attributes.set(text, column: document.attributes.column(key), node: node)
    }
  }

  private mutating func endEdge() throws(DataError) {
    guard let source = item["source"], let target = item["target"] else {
      throw document.error("the edge has no 'source' or 'target'", line: item.line)
    }
    let found =
      item.texts.first { $0.key.lowercased() == "weight" }
      ?? item.texts.first { $0.key.lowercased() == "value" }
    var weight: Double?
    if let found {
      guard let value = DecimalNumber.finite(found.text) else {
        throw document.error(
          "the weight is '\(NodeAttributes.shown(found.text))'; expected a finite number", line: item.line
        )
      }
      weight = value
    }
    edges.append((source, target, weight, item.line))
  }

  mutating func finish(byteCount: Int) throws(DataError) -> EdgeSource {
    guard hasGraph else {
      throw DataError(.badData, "contains no GML graph; expected 'graph ['", at: .file(document.path))
    }
    for edge in edges {
      try document.connect(
        edge.source, edge.target, isDirected: isDirected, weight: edge.weight, line: edge.line)
    }
    var names = [DisplayNames("label", labels, isStandard: true)]
    if let values = document.attributes.values(named: "name", nodeCount: document.nodeCount) {
      names.append(DisplayNames("attribute 'name'", values))
    }
    return try document.finish(displayNames: names, byteCount: byteCount)
  }
}
