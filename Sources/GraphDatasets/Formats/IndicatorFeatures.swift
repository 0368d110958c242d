// SPDX-License-Identifier: Apache-2.0

package import GraphCore

/// Sparse features with a single 1 per node, which need no more than the graph.
package enum IndicatorFeatures {
  /// Returns a one-hot encoding of the degrees, `[nodes, width]`.
  ///
  /// - Parameter width: The number of columns; larger degrees count as the largest one. Nil for as many as
  ///   are needed.
  package static func degrees(of graph: LazyGraph, width: Int? = nil) -> FeatureMatrix {
    ones(graph.inDegrees(), width: width)
  }

  /// Returns a one-hot encoding of the nodes, `[nodes, width]`. Nodes beyond the last column count as the
  /// last one.
  package static func identities(nodeCount: Int, width: Int? = nil) -> FeatureMatrix {
    ones(Array(0..<nodeCount), width: width)
  }

  private static func ones(_ columns: [Int], width: Int?) -> FeatureMatrix {
    let width = width ?? (columns.max() ?? -1) + 1
    var rows = FeatureRows()
    for column in columns {
      if width > 0 { rows.append(column: Int32(min(column, width - 1)), value: 1) }
      rows.endRow()
    }
    return rows.finish(columnCount: width)
  }
}
