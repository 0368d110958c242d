// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes Matrix Market: entry (i, j) is the edge i -> j. An undirected graph is a symmetric matrix, of
/// which the lower half is written.
enum MatrixMarketWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    try graph.refuse(.names, .features, .labels)
    var text = TextBuilder()
    text.append(
      "%%MatrixMarket matrix coordinate \(graph.weights == nil ? "pattern" : "real") \(graph.isDirected ? "general" : "symmetric")\n"
    )
    text.append("\(graph.nodeCount) \(graph.nodeCount) \(graph.edgeCount)\n")
    for edge in 0..<graph.edgeCount {
      let (source, target) = (graph.sources[edge] + 1, graph.targets[edge] + 1)
      text.append(graph.isDirected ? "\(source) \(target)" : "\(target) \(source)")
      if let weight = graph.weights?[edge] {
        text.append(" ")
        text.append(weight)
      }
      text.append("\n")
    }
    return text.bytes
  }
}
