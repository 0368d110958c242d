// SPDX-License-Identifier: Apache-2.0

public import GraphCore

/// The sizes of the data set that a model is created for.
public struct DatasetSizes: Sendable {
  /// The number of features per node.
  public let featureCount: Int
  /// The number of classes.
  public let classCount: Int
  /// The number of nodes of the graph that the model is trained on; 0 if it is unknown.
  public let nodeCount: Int
  private let lazyGraph: LazyGraph?

  /// The graph that the model is trained on; nil if the model is created for weights from a file.
  ///
  /// A model that derives a value from the graph stores it in its configuration, which is saved in the
  /// file.
  public var graph: Graph? { lazyGraph?.value }

  /// Creates the sizes of data without a graph.
  public init(featureCount: Int, classCount: Int, nodeCount: Int = 0) {
    self.featureCount = featureCount
    self.classCount = classCount
    self.nodeCount = nodeCount
    lazyGraph = nil
  }

  /// Returns the sizes for a model with another number of outputs.
  package func with(classCount: Int) -> DatasetSizes {
    guard let lazyGraph else {
      return DatasetSizes(featureCount: featureCount, classCount: classCount, nodeCount: nodeCount)
    }
    return DatasetSizes(featureCount: featureCount, classCount: classCount, graph: lazyGraph)
  }

  /// Creates the sizes of data with a graph, which is not built until a model reads ``graph``.
  package init(featureCount: Int, classCount: Int, graph: LazyGraph) {
    self.featureCount = featureCount
    self.classCount = classCount
    nodeCount = graph.nodeCount
    lazyGraph = graph
  }
}
