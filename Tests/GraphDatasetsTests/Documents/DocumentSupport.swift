// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets

/// Reads a graph document with the given file name and text.
func document(_ name: String, _ text: String, directed: Bool = false) throws -> NodeDataset {
  try withFiles([(name, text)]) { try NodeDataset(edges: $0[0], directed: directed) }
}

extension NodeDataset {
  /// The edges as `source>target` or, with weights, `source>target:weight`, sorted.
  var edgeWords: [String] {
    let edges = graph.edges()
    return edges.sources.indices.map { edge in
      let ends = "\(nodeIdentifiers[Int(edges.sources[edge])])>\(nodeIdentifiers[Int(edges.targets[edge])])"
      return edges.weights.map { "\(ends):\(TextBuilder.text($0[edge]))" } ?? ends
    }.sorted()
  }

  /// The class of each node, or "" if it has none.
  var labelWords: [String] { labels.map { $0 < 0 ? "" : classNames[Int($0)] } }

  /// The notes without the path of the file.
  var noteWords: [String] { notes.map(\.message) }
}
