// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes Pajek networks with quoted ids. The format cannot represent quotes within an id.
enum PajekWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    try graph.refuse(.features, .labels)
    try graph.requireText { $0 != "\"" && $0 != "\n" && $0 != "\r" && $0 != "\0" }
    var text = TextBuilder()
    text.append("*Vertices \(graph.nodeCount)\n")
    for (node, name) in graph.names.enumerated() { text.append("\(node + 1) \"\(name)\"\n") }
    text.append(graph.isDirected ? "*Arcs\n" : "*Edges\n")
    for edge in 0..<graph.edgeCount {
      text.append("\(graph.sources[edge] + 1) \(graph.targets[edge] + 1)")
      if let weight = graph.weights?[edge] {
        text.append(" ")
        text.append(weight)
      }
      text.append("\n")
    }
    return text.bytes
  }
}
