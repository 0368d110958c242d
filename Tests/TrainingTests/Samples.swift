// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import TensorCore
import Testing
import Training

/// The data sets of these tests. Only this file uses the interfaces that create them.
enum Sample {
  static func karate() throws -> NodeDataset { try DatasetCatalog().dataset("karate") }

  /// Returns a path whose first half has class `left` and whose second half has class `right`.
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

  /// Returns one-hot features with a separate column per node.
  static func identity(_ count: Int) -> FeatureMatrix {
    let places = Array(0..<Int32(count))
    return .sparse(
      SparseMatrix(
        rowCount: count, columnCount: count, rows: places, columns: places,
        values: [Float](repeating: 1, count: count)))
  }
}

extension FeatureMatrix {
  /// The features as a dense row-major array.
  var scalars: [Float] {
    switch self {
    case .dense(let tensor): tensor.scalars
    case .sparse(let matrix): matrix.dense().scalars
    }
  }
}
