// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes LINQS text: `.content` with one node per line, `.cites` with one edge per line.
package enum ContentWriter {
  static func files(_ graph: WritableGraph) throws(DataError) -> [(path: String, bytes: [UInt8])] {
    try graph.refuse(.weights)
    // Fields are separated by whitespace and cannot be quoted.
    try graph.requireText { $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace }
    if let node = (0..<graph.nodeCount).first(where: { graph.label($0) == nil }) {
      throw graph.refusal("node '\(NodeAttributes.shown(graph.names[node]))', which has no label")
    }
    var content = TextBuilder()
    var row = [Float](repeating: 0, count: graph.featureCount)
    for node in 0..<graph.nodeCount {
      content.append(graph.names[node])
      graph.forEachFeature(of: node) { row[$0] = $1 }
      for value in row { content.append("\t\(TextBuilder.text(value))") }
      graph.forEachFeature(of: node) { column, _ in row[column] = 0 }
      content.append("\t\(graph.label(node) ?? "")\n")
    }
    var cites = TextBuilder()
    for edge in 0..<graph.edgeCount {
      // In `cited citing`, the edge runs from the citing node to the cited one.
      cites.append("\(graph.names[Int(graph.targets[edge])])\t\(graph.names[Int(graph.sources[edge])])\n")
    }
    return [(graph.path, content.bytes), (citesPath(of: graph.path), cites.bytes)]
  }

  /// Returns the path of the citations that belong to `content`.
  package static func citesPath(of content: String) -> String {
    (content.hasSuffix(".content") ? String(content.dropLast(8)) : content) + ".cites"
  }
}
