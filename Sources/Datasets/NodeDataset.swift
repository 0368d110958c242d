public import GraphCore
internal import TensorCore

/// A graph whose nodes have features and, some of them, labels: what a node classifier learns from.
public struct NodeDataset: Sendable {
  /// What the data are called in reports.
  public var name: String
  /// The graph.
  public var graph: Graph
  /// The hypergraph that the graph is the clique expansion of, where the data are one.
  public var hypergraph: Hypergraph?
  /// The features, `[nodes, features]`.
  public var features: FeatureMatrix
  /// What the features were made from where the data came without any; nil where they are the data's own.
  public private(set) var featureSource: FeatureSource?
  /// The class of every node, -1 where it is not known.
  public var labels: [Int32]
  /// The names of the classes.
  public var classNames: [String]
  /// The names of the nodes in the user's data.
  public var nodeIdentifiers: NodeIdentifiers
  /// How nodes are chosen for training, validation and test.
  public var split: SplitRule

  /// Puts a data set together. Sizes that do not fit stop the program.
  ///
  /// - Parameters:
  ///   - features: nil makes features by `featureSource`.
  ///   - nodeIdentifiers: nil names the nodes by their numbers.
  public init(
    name: String, graph: Graph, hypergraph: Hypergraph? = nil, features: FeatureMatrix? = nil,
    featureSource: FeatureSource = .degree, labels: [Int32], classNames: [String],
    nodeIdentifiers: NodeIdentifiers? = nil, split: SplitRule
  ) {
    let count = graph.nodeCount
    guard labels.count == count && features?.nodeCount ?? count == count && nodeIdentifiers?.count ?? count == count
    else {
      fatalError(
        "NodeDataset: \(count) nodes, \(labels.count) labels, \(features?.nodeCount ?? count) rows of features, "
          + "\(nodeIdentifiers?.count ?? count) ids")
    }
    self.name = name
    self.graph = graph
    self.hypergraph = hypergraph
    self.features = features ?? featureSource.features(of: graph)
    self.featureSource = features == nil ? featureSource : nil
    self.labels = labels
    self.classNames = classNames
    self.nodeIdentifiers = nodeIdentifiers ?? NodeIdentifiers(sequentialCount: count)
    self.split = split
  }

  /// Replaces the features by ones made from the graph.
  ///
  /// - Parameter width: the number of features, as a trained model expects it.
  public mutating func makeFeatures(_ source: FeatureSource, width: Int? = nil) {
    features = source.features(of: graph, width: width)
    featureSource = source
  }

  /// The number of nodes.
  public var nodeCount: Int { graph.nodeCount }
  /// The number of classes.
  public var classCount: Int { classNames.count }

  /// The nodes for training, validation and test of the run with `seed`. Throws `badData` where the split asks
  /// for more nodes of a class than there are, or leaves nothing to train on.
  public func resolvedSplit(seed: UInt64) throws(DataError) -> NodeSplit {
    try split.resolved(labels: labels, classNames: classNames, nodeIdentifiers: nodeIdentifiers, seed: seed)
  }

  /// The nodes `nodes`, ascending, with the edges between them. Published splits lose the other nodes.
  public func restricted(to nodes: [Int32]) throws(DataError) -> NodeDataset {
    var result = self
    result.graph = graph.inducedSubgraph(nodes)
    result.hypergraph = nil
    result.features = featureSource?.features(of: result.graph) ?? features.rows(nodes)
    result.labels = nodes.map { labels[Int($0)] }
    result.nodeIdentifiers = try NodeIdentifiers(nodes.map { nodeIdentifiers[Int($0)] })
    if case .published(let published) = split { result.split = .published(published.renumbered(keeping: nodes)) }
    return result
  }

  /// The largest connected component.
  public func largestComponent() throws(DataError) -> NodeDataset {
    try restricted(to: graph.connectedComponents().largest)
  }
}

/// Features for graphs that have none.
public enum FeatureSource: String, Sendable, CaseIterable {
  /// The number of neighbours, one-hot: feature d of a node with d incoming edges is 1.
  case degree
  /// Every node has a feature of its own.
  case oneHot = "onehot"

  /// The features of the nodes of `graph`, sparse.
  ///
  /// - Parameter width: the number of features; larger degrees count as the last. Nil: as many as are needed.
  public func features(of graph: Graph, width: Int? = nil) -> FeatureMatrix {
    let positions = self == .degree ? graph.inDegrees() : Array(0..<graph.nodeCount)
    let width = width ?? ((positions.max() ?? -1) + 1)
    var builder = FeatureRowBuilder()
    for position in positions {
      if width > 0 { builder.append(column: Int32(min(position, width - 1)), value: 1) }
      builder.endRow()
    }
    return .sparse(builder.matrix(columnCount: width))
  }
}

extension Graph {
  /// The graph as citation data are used: undirected unless directions are asked for, every pair joined once.
  func asCitations(directed: Bool) -> Graph {
    (directed ? self : undirected()).coalesced(.once)
  }
}
