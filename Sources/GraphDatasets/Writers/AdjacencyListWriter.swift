// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes adjacency lists in the format of NetworkX: each node has a line, and each edge is listed once.
enum AdjacencyListWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    try graph.refuse(.weights, .features, .labels)
    // Readers treat number signs as the start of a comment and do not support quotes.
    try graph.requireText { scalar in
      scalar.value > 0x20 && scalar.value != 0x7F && scalar != "#" && !scalar.properties.isWhitespace
    }
    var text = TextBuilder()
    var edge = 0
    for node in 0..<graph.nodeCount {
      text.append(graph.names[node])
      while edge < graph.edgeCount, graph.sources[edge] == Int32(node) {
        text.append(" ")
        text.append(graph.names[Int(graph.targets[edge])])
        edge += 1
      }
      text.append("\n")
    }
    return text.bytes
  }
}
