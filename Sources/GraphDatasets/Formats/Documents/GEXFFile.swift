// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// GEXF 1.1 to 1.3, as written by Gephi and NetworkX: nodes, edges, their weights and directions, labels
/// and features. Positions and colours are ignored; dynamic graphs are rejected.
enum GEXFFile {
  static func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    var reader = GEXFReader(path: file.path)
    try XMLReader.read(file) { (event, line) throws(DataError) in try reader.handle(event, line) }
    return try reader.finish(byteCount: file.bytes.count)
  }
}

private struct GEXFReader {
  /// The use of an attribute's values.
  private struct Attribute {
    let isWeight: Bool
    /// The column of a node attribute.
    let column: Int?
  }

  private enum Direction: String {
    case directed
    case undirected
    case mutual
  }

  private struct Edge {
    let source: String
    let target: String
    let direction: Direction
    let line: Int
    var weight: Double?
  }

  private var document: GraphDocument
  private var depth = 0
  private var hasGraph = false
  private var standard = Direction.undirected
  private var nodeAttributes: [String: Attribute] = [:]
  private var edgeAttributes: [String: Attribute] = [:]
  private var defaultWeight: Double?
  /// The class (node or edge) and the id of the attribute that is being declared.
  private var declaredClass: String?
  private var declared: String?
  /// The open nodes; nodes may contain other nodes.
  private var nodes: [Int] = []
  private var edge: Edge?
  private var labels: [String?] = []
  private var isNested = false
  private var hasTimes = false

  init(path: String) { document = GraphDocument(path: path) }

  mutating func handle(_ event: XMLEvent, _ line: Int) throws(DataError) {
    switch event {
    case .open(let tag):
      depth += 1
      if depth == 1 && tag.name != "gexf" {
        throw document.error(
          "the root element is <\(tag.name.prefix(40))>; expected <gexf>", line: line)
      }
      try open(tag, line)
    case .close(let name, let text):
      depth -= 1
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
    switch tag.name {
    case "graph":
      guard !hasGraph else {
        throw document.error("contains several graphs; expected one", line: line)
      }
      hasGraph = true
      if tag["mode"] == "dynamic" { throw timed(line) }
      if let text = tag["defaultedgetype"] { standard = try direction(text, line) }
    case "attributes":
      guard tag["mode"] != "dynamic" else { throw timed(line) }
      declaredClass = try required("class")
    case "attribute":
      let id = try required("id")
      let title = tag["title"] ?? id
      declared = id
      if declaredClass == "node" {
        nodeAttributes[id] = Attribute(isWeight: false, column: document.attributes.column(title))
      } else if declaredClass == "edge" {
        edgeAttributes[id] = Attribute(isWeight: title.lowercased() == "weight", column: nil)
      }
    case "node":
      guard hasGraph && edge == nil else {
        throw document.error("<node> is not in a graph", line: line)
      }
      isNested = isNested || !nodes.isEmpty || tag["pid"] != nil
      noteTimes(tag)
      nodes.append(try document.declare(required("id"), line: line))
      labels.append(tag["label"])
    case "edge":
      guard hasGraph && edge == nil else {
        throw document.error("<edge> is not in a graph", line: line)
      }
      noteTimes(tag)
      edge = Edge(
        source: try required("source"), target: try required("target"),
        direction: try tag["type"].map { (text) throws(DataError) in try direction(text, line) } ?? standard,
        line: line, weight: try tag["weight"].map { (text) throws(DataError) in try weight(text, line) })
    case "attvalue": try readValue(tag, line)
    case "spells", "spell", "slices": throw timed(line)
    default: break
    }
  }

  private mutating func readValue(_ tag: XMLTag, _ line: Int) throws(DataError) {
    // GEXF 1.0 and 1.1 call this attribute `id`.
    guard let id = tag["for"] ?? tag["id"], let value = tag["value"] else {
      throw document.error("<attvalue> has no attribute 'for' or 'value'", line: line)
    }
    noteTimes(tag)
    if let edge {
      guard edgeAttributes[id]?.isWeight ?? (id.lowercased() == "weight") else { return }
      let found = try weight(value, line)
      guard edge.weight == nil || edge.weight == found else {
        throw document.error("the edge has two different weights", line: line)
      }
      self.edge?.weight = found
    } else if let node = nodes.last, let column = nodeAttributes[id]?.column {
      document.attributes.set(value, column: column, node: node)
    }
  }

  private mutating func close(_ name: String, _ text: String, _ line: Int) throws(DataError) {
    switch name {
    case "attributes": declaredClass = nil
    case "attribute": declared = nil
    case "default":
      guard let id = declared else { return }
      if declaredClass == "node", let column = nodeAttributes[id]?.column {
        document.attributes.setDefault(text, column: column)
      } else if declaredClass == "edge", edgeAttributes[id]?.isWeight == true, defaultWeight == nil {
        defaultWeight = try weight(text, line)
      }
    case "node": _ = nodes.popLast()
    case "edge":
      guard let edge else { return }
      self.edge = nil
      let weight = edge.weight ?? defaultWeight
      try document.connect(
        edge.source, edge.target, isDirected: edge.direction != .undirected, weight: weight, line: edge.line)
      if edge.direction == .mutual && edge.source != edge.target {
        try document.connect(edge.target, edge.source, isDirected: true, weight: weight, line: edge.line)
      }
    default: break
    }
  }

  private func direction(_ text: String, _ line: Int) throws(DataError) -> Direction {
    guard let direction = Direction(rawValue: text.lowercased()) else {
      throw document.error(
        "invalid edge type '\(NodeAttributes.shown(text))'; expected directed, undirected or mutual",
        line: line)
    }
    return direction
  }

  private func weight(_ text: String, _ line: Int) throws(DataError) -> Double {
    guard let value = DecimalNumber.finite(text) else {
      throw document.error(
        "the weight is '\(NodeAttributes.shown(text))'; expected a finite number", line: line)
    }
    return value
  }

  private func timed(_ line: Int) -> DataError {
    document.error(
      "dynamic graphs are not supported", line: line,
      hint: "export the graph at one point in time as a static graph")
  }

  private mutating func noteTimes(_ tag: XMLTag) {
    hasTimes = hasTimes || tag["start"] != nil || tag["end"] != nil || tag["timestamp"] != nil
  }

  mutating func finish(byteCount: Int) throws(DataError) -> EdgeSource {
    guard hasGraph else { throw DataError(.badData, "contains no GEXF graph", at: .file(document.path)) }
    if isNested { document.note("the hierarchy of nodes is ignored; all nodes are at the same level") }
    if hasTimes { document.note("the times of nodes and edges are ignored") }
    return try document.finish(displayNames: [DisplayNames("label", labels)], byteCount: byteCount)
  }
}
