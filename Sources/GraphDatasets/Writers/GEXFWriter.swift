// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes GEXF 1.3: unchanged ids (also as labels, which Gephi shows), weights, features `f1`, `f2`, ...
/// (only non-zero ones), and classes as the attribute `class`.
enum GEXFWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    try graph.requireText { XMLText.unwritable(in: String($0)) == nil }
    var text = TextBuilder()
    text.append(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <gexf xmlns="http://gexf.net/1.3" version="1.3">
        <graph mode="static" defaultedgetype="\(graph.isDirected ? "directed" : "undirected")">

      """)
    if graph.labels != nil || graph.featureCount > 0 {
      text.append("    <attributes class=\"node\">\n")
      if graph.labels != nil {
        text.append("      <attribute id=\"class\" title=\"class\" type=\"string\"/>\n")
      }
      for feature in 0..<graph.featureCount {
        let name = "f\(feature + 1)"
        text.append(
          "      <attribute id=\"\(name)\" title=\"\(name)\" type=\"float\"><default>0</default></attribute>\n"
        )
      }
      text.append("    </attributes>\n")
    }
    let ids = graph.names.map(XMLText.escaped)
    text.append("    <nodes>\n")
    for node in 0..<graph.nodeCount {
      var values = ""
      if let label = graph.label(node) {
        values += "<attvalue for=\"class\" value=\"\(XMLText.escaped(label))\"/>"
      }
      graph.forEachFeature(of: node) { column, value in
        values += "<attvalue for=\"f\(column + 1)\" value=\"\(TextBuilder.text(value))\"/>"
      }
      text.append("      <node id=\"\(ids[node])\" label=\"\(ids[node])\"")
      text.append(values.isEmpty ? "/>\n" : "><attvalues>\(values)</attvalues></node>\n")
    }
    text.append("    </nodes>\n    <edges>\n")
    for edge in 0..<graph.edgeCount {
      let ends = (ids[Int(graph.sources[edge])], ids[Int(graph.targets[edge])])
      text.append("      <edge id=\"\(edge)\" source=\"\(ends.0)\" target=\"\(ends.1)\"")
      if let weight = graph.weights?[edge] { text.append(" weight=\"\(TextBuilder.text(weight))\"") }
      text.append("/>\n")
    }
    text.append("    </edges>\n  </graph>\n</gexf>\n")
    return text.bytes
  }
}
