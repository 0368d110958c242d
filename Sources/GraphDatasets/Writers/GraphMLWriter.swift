// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes GraphML: unchanged ids, weights, features `f1`, `f2`, ... (only non-zero ones), and labels as
/// the attribute `class`.
enum GraphMLWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    try graph.requireText { XMLText.unwritable(in: String($0)) == nil }
    var text = TextBuilder()
    text.append(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">

      """)
    if graph.weights != nil {
      text.append("  <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n")
    }
    if graph.labels != nil {
      text.append("  <key id=\"class\" for=\"node\" attr.name=\"class\" attr.type=\"string\"/>\n")
    }
    for feature in 0..<graph.featureCount {
      text.append(
        "  <key id=\"f\(feature + 1)\" for=\"node\" attr.name=\"f\(feature + 1)\" attr.type=\"float\"><default>0</default></key>\n"
      )
    }
    text.append("  <graph edgedefault=\"\(graph.isDirected ? "directed" : "undirected")\">\n")
    let ids = graph.names.map(XMLText.escaped)
    for node in 0..<graph.nodeCount {
      text.append("    <node id=\"\(ids[node])\">")
      if let label = graph.label(node) { text.append("<data key=\"class\">\(XMLText.escaped(label))</data>") }
      graph.forEachFeature(of: node) { column, value in
        text.append("<data key=\"f\(column + 1)\">\(TextBuilder.text(value))</data>")
      }
      text.append("</node>\n")
    }
    for edge in 0..<graph.edgeCount {
      text.append(
        "    <edge source=\"\(ids[Int(graph.sources[edge])])\" target=\"\(ids[Int(graph.targets[edge])])\"")
      if let weight = graph.weights?[edge] {
        text.append("><data key=\"weight\">\(TextBuilder.text(weight))</data></edge>\n")
      } else {
        text.append("/>\n")
      }
    }
    text.append("  </graph>\n</graphml>\n")
    return text.bytes
  }
}
