// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes METIS graph files, which are undirected, without self-loops, and with weights that are
/// positive integers.
enum METISWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    try graph.refuse(.names, .features, .labels, .directions)
    if let edge = graph.sources.indices.first(where: { graph.sources[$0] == graph.targets[$0] }) {
      throw graph.refusal("self-loops such as that of node \(graph.names[Int(graph.sources[edge])])")
    }
    let isWhole: (Double) -> Bool = { $0 >= 1 && Int32(exactly: $0) != nil }
    if let weight = graph.weights?.first(where: { !isWhole($0) }) {
      throw graph.refusal("the weight \(weight); expected integers of at least 1", without: .weights)
    }
    var neighbours = [[(node: Int32, edge: Int)]](repeating: [], count: graph.nodeCount)
    for edge in 0..<graph.edgeCount {
      neighbours[Int(graph.sources[edge])].append((graph.targets[edge], edge))
      neighbours[Int(graph.targets[edge])].append((graph.sources[edge], edge))
    }
    var text = TextBuilder()
    text.append("\(graph.nodeCount) \(graph.edgeCount)\(graph.weights == nil ? "" : " 001")\n")
    for row in neighbours {
      let words = row.sorted { $0.node < $1.node }.map { neighbour in
        let number = String(neighbour.node + 1)
        return graph.weights.map { "\(number) \(TextBuilder.text($0[neighbour.edge]))" } ?? number
      }
      text.append(words.joined(separator: " ") + "\n")
    }
    return text.bytes
  }
}
