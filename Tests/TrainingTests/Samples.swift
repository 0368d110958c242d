import GraphCore
import GraphDatasets
import TensorCore
import Testing
import Training

/// Data sets of these tests. What of the data sets' interface is used to make them stands here alone.
enum Sample {
  static func karate() throws -> NodeDataset { try DatasetCatalog().dataset("karate") }

  /// A path whose first half is of class `left` and whose second is of class `right`.
  static func path(
    _ count: Int, features: FeatureMatrix, classNames: [String] = ["left", "right"], split: NodeSplit
  ) -> NodeDataset {
    let graph = Graph(
      nodeCount: count, sources: Array(0..<Int32(count - 1)), targets: Array(1..<Int32(count)))
    return NodeDataset(
      name: "path", graph: graph.undirected(), features: features,
      labels: (0..<count).map { $0 < count / 2 ? 0 : 1 }, classNames: classNames, split: .explicit(split))
  }

  static func generated(_ nodeCount: Int) throws -> NodeDataset {
    try CitationGraphGenerator(nodeCount: nodeCount).generate()
  }

  /// One feature of its own for every node.
  static func identity(_ count: Int) -> FeatureMatrix {
    let places = Array(0..<Int32(count))
    return .sparse(
      SparseMatrix(
        rowCount: count, columnCount: count, rows: places, columns: places,
        values: [Float](repeating: 1, count: count)))
  }
}

extension FeatureMatrix {
  /// The features written out, row by row.
  var scalars: [Float] {
    switch self {
    case .dense(let tensor): tensor.scalars
    case .sparse(let matrix): matrix.dense().scalars
    }
  }
}
