public import GraphCore
internal import TensorCore

/// What features are made from where nodes have none.
public enum FeatureSource: String, Sendable, CaseIterable {
  /// A one in the column of the node's degree, the number of edges that end at it.
  case degree
  /// A one in a column of the node's own.
  case oneHot = "onehot"

  /// The features of the nodes of `graph`, sparse, `[nodes, width]`.
  ///
  /// - Parameter width: the number of columns; larger degrees count as the last. Nil: as many as are needed.
  public func features(of graph: Graph, width: Int? = nil) -> FeatureMatrix {
    let columns = self == .degree ? graph.inDegrees() : Array(0..<graph.nodeCount)
    let width = width ?? (columns.max() ?? -1) + 1
    var rows = FeatureRows()
    for column in columns {
      if width > 0 { rows.append(column: Int32(min(column, width - 1)), value: 1) }
      rows.endRow()
    }
    return rows.finish(columnCount: width)
  }
}
