// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes edge lists with a header and with quoted fields where necessary (RFC 4180).
enum EdgeListWriter {
  static func bytes(_ graph: WritableGraph, separator: String) throws(DataError) -> [UInt8] {
    try graph.refuse(.features, .labels)
    try graph.requireText { $0 != "\0" }
    if graph.elsewhere.isDisjoint(with: [.features, .labels]) {
      var isJoined = [Bool](repeating: false, count: graph.nodeCount)
      for node in graph.sources + graph.targets { isJoined[Int(node)] = true }
      if let node = isJoined.firstIndex(of: false) {
        var refusal = graph.refusal("node '\(NodeAttributes.shown(graph.names[node]))', which has no edge")
        refusal.hint =
          "also write the labels or features with \(swift: "write(edges:features:labels:)", option: "--output-labels or --output-features")"
        throw refusal
      }
    }
    var text = TextBuilder()
    let header = ["source", "target"] + (graph.weights == nil ? [] : ["weight"])
    text.append(header.joined(separator: separator) + "\n")
    let kind = separator == "," ? TableSeparator.comma : .tab
    let names = graph.names.map { TableField.written($0, separator: kind) }
    for edge in 0..<graph.edgeCount {
      text.append(names[Int(graph.sources[edge])])
      text.append(separator)
      text.append(names[Int(graph.targets[edge])])
      if let weight = graph.weights?[edge] {
        text.append(separator)
        text.append(weight)
      }
      text.append("\n")
    }
    return text.bytes
  }
}
