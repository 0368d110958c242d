// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Writes GML: ids as the `label` of nodes that are numbered from 0, weights, all features as `f1`,
/// `f2`, ..., and labels as `class`.
enum GMLWriter {
  static func bytes(_ graph: WritableGraph) throws(DataError) -> [UInt8] {
    try graph.requireText { $0 != "\0" }
    var text = TextBuilder()
    text.append("graph [\n  directed \(graph.isDirected ? 1 : 0)\n")
    var row = [Float](repeating: 0, count: graph.featureCount)
    for node in 0..<graph.nodeCount {
      text.append("  node [\n    id \(node)\n    label \"\(GMLText.escaped(graph.names[node]))\"\n")
      if let label = graph.label(node) { text.append("    class \"\(GMLText.escaped(label))\"\n") }
      graph.forEachFeature(of: node) { row[$0] = $1 }
      for (column, value) in row.enumerated() {
        text.append("    f\(column + 1) \(pointed(TextBuilder.text(value)))\n")
      }
      graph.forEachFeature(of: node) { column, _ in row[column] = 0 }
      text.append("  ]\n")
    }
    for edge in 0..<graph.edgeCount {
      text.append("  edge [\n    source \(graph.sources[edge])\n    target \(graph.targets[edge])\n")
      if let weight = graph.weights?[edge] {
        text.append("    weight \(pointed(TextBuilder.text(weight)))\n")
      }
      text.append("  ]\n")
    }
    text.append("]\n")
    return text.bytes
  }

  /// Adds a decimal point to a number that has only an exponent, because some readers read `1e-07` as
  /// the integer 1.
  private static func pointed(_ number: String) -> String {
    guard !number.contains("."), let exponent = number.firstIndex(of: "e") else { return number }
    return number[..<exponent] + ".0" + number[exponent...]
  }
}
