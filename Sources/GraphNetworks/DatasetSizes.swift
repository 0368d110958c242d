public import GraphCore

/// The sizes of the data that a model is made for.
public struct DatasetSizes: Sendable {
  /// The number of features of a node.
  public let featureCount: Int
  /// The number of classes.
  public let classCount: Int
  /// The number of nodes of the graph that the model is trained on; 0 where it is not known.
  public let nodeCount: Int
  private let lazyGraph: LazyGraph?

  /// The graph that the model is trained on; nil where a model is made for weights from a file. What a model derives from it belongs
  /// into its configuration, which the file carries.
  public var graph: Graph? { lazyGraph?.value }

  /// Creates sizes.
  public init(featureCount: Int, classCount: Int, nodeCount: Int = 0) {
    self.featureCount = featureCount
    self.classCount = classCount
    self.nodeCount = nodeCount
    lazyGraph = nil
  }

  /// Creates the sizes of data with a graph, which is made when a model asks for it.
  package init(featureCount: Int, classCount: Int, graph: LazyGraph) {
    self.featureCount = featureCount
    self.classCount = classCount
    nodeCount = graph.nodeCount
    lazyGraph = graph
  }
}
