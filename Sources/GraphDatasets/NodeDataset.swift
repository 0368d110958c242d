// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// A graph whose nodes have features and, in most cases, a class. Node classifiers are trained on such
/// data.
///
/// All arrays are in node order: row k of the features, label k and identifier k belong to node k of the
/// graph.
public struct NodeDataset: Sendable {
  /// The name of the data set.
  public private(set) var name: String
  /// The edges. Parallel edges have been merged; self-loops in the data are kept. For a hypergraph, the
  /// edges are created on first access. Traps if there is not enough memory for them; ``requireGraph()``
  /// throws instead.
  public var graph: Graph { lazyGraph.value }
  /// The edges, which may not have been created yet.
  package private(set) var lazyGraph: LazyGraph
  /// The hyperedges, if the data has any; ``graph`` is then their clique expansion.
  public private(set) var hypergraph: Hypergraph?
  /// The features, `[nodes, features]`.
  public private(set) var features: FeatureMatrix
  /// The names of the features, if the data has them. Models join features by name if both the model and
  /// the data have names.
  public private(set) var featureNames: [String]?
  /// The index of the first feature in LIBSVM rows, 0 or 1. Such rows do not contain trailing columns of
  /// zeros. Nil if the features have a different source.
  package private(set) var featureIndexBase: Int?
  /// The means that missing features were read as; nil if they were not read as means.
  package private(set) var featureMeans: FeatureMeans?
  /// Whether missing features were read as 0.
  package private(set) var hasZeroedFeatures = false
  /// The file that the features were read from, if any.
  package private(set) var featurePath: String?
  /// What the features were computed from if the data has none; nil if the features are part of the
  /// data.
  public private(set) var featureSource: FeatureSource?
  /// The class of each node, an index of ``classNames``; -1 if it is unknown.
  public private(set) var labels: [Int32]
  /// The names of the classes.
  public private(set) var classNames: [String]
  /// The names of the nodes in the data.
  public private(set) var nodeIdentifiers: NodeIdentifiers
  /// The split that was published with the data.
  public private(set) var publishedSplit: NodeSplit?
  /// The rule that divides the nodes into training, validation and test nodes.
  public private(set) var split: SplitRule
  /// Notes for the user about decisions of the reader and about data that it ignored.
  public internal(set) var notes: [DataNote]

  /// Creates a data set from parts that have been checked. Traps if their sizes differ, a label has no
  /// class name or a split contains a node outside the graph.
  ///
  /// - Parameters:
  ///   - featureSource: What the features were computed from, if the data has none.
  ///   - nodeIdentifiers: The names of the nodes; "0", "1", ... by default.
  ///   - split: The split. By default the published split, or ``SplitRule/standard`` if there is none.
  ///   - notes: What the user should know about how the data was read.
  package init(
    name: String, graph: Graph, hypergraph: Hypergraph? = nil, features: FeatureMatrix,
    featureSource: FeatureSource? = nil, labels: [Int32], classNames: [String],
    nodeIdentifiers: NodeIdentifiers? = nil, publishedSplit: NodeSplit? = nil, split: SplitRule? = nil,
    notes: [DataNote] = []
  ) {
    self.init(
      name: name, graph: LazyGraph(graph), hypergraph: hypergraph, features: features,
      featureSource: featureSource, labels: labels, classNames: classNames, nodeIdentifiers: nodeIdentifiers,
      publishedSplit: publishedSplit, split: split, notes: notes)
  }

  /// Creates a data set from parts that have been checked, with a graph that may not have been created
  /// yet.
  package init(
    name: String, graph: LazyGraph, hypergraph: Hypergraph? = nil, features: FeatureMatrix,
    featureSource: FeatureSource? = nil, labels: [Int32], classNames: [String],
    nodeIdentifiers: NodeIdentifiers? = nil, publishedSplit: NodeSplit? = nil, split: SplitRule? = nil,
    notes: [DataNote] = []
  ) {
    let count = graph.nodeCount
    let identifiers = nodeIdentifiers ?? NodeIdentifiers(sequentialCount: count)
    guard features.nodeCount == count && labels.count == count && identifiers.count == count,
      hypergraph.map({ $0.nodeCount == count }) ?? true
    else {
      fatalError(
        "NodeDataset \(name): \(count) nodes, \(features.nodeCount) rows of features, \(labels.count) labels, \(identifiers.count) identifiers, \(hypergraph?.nodeCount ?? count) nodes in the hypergraph"
      )
    }
    if let label = labels.first(where: { $0 < -1 || $0 >= classNames.count }) {
      fatalError(
        "NodeDataset \(name): label \(label) is neither -1 nor an index of \(classNames.count) class names")
    }
    if let node = publishedSplit?.firstNode(outside: count) {
      fatalError(
        "NodeDataset \(name): the published split contains node \(node), which is not in 0..<\(count)")
    }
    self.name = name
    lazyGraph = graph
    self.hypergraph = hypergraph
    self.features = features
    self.featureSource = featureSource
    self.labels = labels
    self.classNames = classNames
    self.nodeIdentifiers = identifiers
    self.publishedSplit = publishedSplit
    self.notes = notes
    self.split = split ?? (publishedSplit == nil ? .standard : .published)
  }

  /// The number of nodes.
  public var nodeCount: Int { lazyGraph.nodeCount }
  /// The number of features per node.
  public var featureCount: Int { features.featureCount }
  /// The number of classes.
  public var classCount: Int { classNames.count }
  /// The number of nodes that have a class.
  public var labelledNodeCount: Int { labels.count { $0 >= 0 } }

  /// The number of nodes per class.
  public var classSizes: [Int] {
    var sizes = [Int](repeating: 0, count: classCount)
    for label in labels where label >= 0 { sizes[Int(label)] += 1 }
    return sizes
  }
}

extension NodeDataset: CustomStringConvertible {
  /// The name and the sizes: `friends: 60 nodes, 160 edges, 10 features, 3 classes, 18 labelled nodes`.
  /// For a hypergraph, the hyperedges are counted instead of the edges of their expansion.
  public var description: String {
    let classes = classCount == 1 ? "1 class" : "\(classCount) classes"
    let edges =
      hypergraph.map { $0.hyperedgeCount.counted("hyperedge") } ?? graph.distinctEdgeCount.counted("edge")
    return
      "\(name): \(nodeCount.counted("node")), \(edges), \(featureCount.counted("feature")), \(classes), \(labelledNodeCount.counted("labelled node"))"
  }
}

extension NodeDataset {
  /// Throws ``DataError`` if ``graph`` is created from hyperedges and needs more memory than this
  /// machine has.
  public func requireGraph() throws(DataError) { try lazyGraph.require() }

  /// Returns the same data with features that were computed from the graph.
  package func withFeatures(_ features: FeatureMatrix, from source: FeatureSource) -> NodeDataset {
    var copy = withFeatures(features)
    copy.featureSource = source
    return copy
  }

  /// Returns the same data with other features. Traps if the number of rows is not the number of nodes,
  /// or the number of names is not the number of features.
  ///
  /// - Parameter names: The names of the features.
  public func withFeatures(_ features: FeatureMatrix, names: [String]? = nil) -> NodeDataset {
    guard features.nodeCount == nodeCount, names.map({ $0.count == features.featureCount }) ?? true else {
      fatalError(
        "NodeDataset \(name): [\(features.nodeCount), \(features.featureCount)] features and \(names?.count ?? 0) names for \(nodeCount) nodes"
      )
    }
    var copy = self
    copy.features = features
    copy.featureSource = nil
    copy.featureNames = names
    copy.featureIndexBase = nil
    copy.featureMeans = nil
    return copy
  }

  /// Returns the same data with other class names and numbers: class k becomes class `numbers[k]` of
  /// `names`.
  package func withClasses(_ names: [String], numbers: [Int]) -> NodeDataset {
    var copy = self
    copy.labels = labels.map { $0 < 0 ? $0 : Int32(numbers[Int($0)]) }
    copy.classNames = names
    return copy
  }

  /// Returns the same data with other labels, which are indices of `classNames` or -1.
  func with(labels: [Int32], classNames: [String]) -> NodeDataset {
    var copy = self
    copy.labels = labels
    copy.classNames = classNames
    return copy
  }

  /// Returns the same data with `base` as the index of the first feature in LIBSVM rows.
  package func withFeatureIndices(from base: Int) -> NodeDataset {
    var copy = self
    copy.featureIndexBase = base
    return copy
  }

  /// Returns the same data with the means that missing features were read as.
  package func withFeatureMeans(_ means: FeatureMeans) -> NodeDataset {
    var copy = self
    copy.featureMeans = means
    return copy
  }

  /// Returns the same data with the origin of its features.
  func withFeatureOrigin(path: String?, hasZeroedFeatures: Bool) -> NodeDataset {
    var copy = self
    copy.featurePath = path
    copy.hasZeroedFeatures = hasZeroedFeatures
    return copy
  }

  /// Returns the same data with another split rule. A split file is read and node names are looked up
  /// immediately, so that mistakes are found before nodes are renumbered.
  /// - Throws: ``DataError`` if a file cannot be read; if given nodes are unknown, unlabelled or
  ///   repeated; or if there are no training nodes.
  public func withSplit(_ rule: SplitRule) throws(DataError) -> NodeDataset {
    var copy = self
    copy.split = rule
    switch rule {
    case .file(let path): copy.split = .explicit(try SplitFile.read(path, for: self))
    case .nodes(let train, let validation, let test):
      copy.split = .explicit(try self.split(train: train, validation: validation, test: test))
    case .explicit(let split): try split.check(for: self, place: .argument("split"))
    case .standard, .published, .random, .fractions: break
    }
    return copy
  }

  /// Returns the same data with the given split as its published split.
  package func publishingSplit() -> NodeDataset {
    guard case .explicit(let given) = split else { return self }
    var copy = self
    copy.publishedSplit = given
    copy.split = .published
    return copy
  }

  /// Returns only `nodes`, numbered in that order, with their edges, hyperedges, features, labels and
  /// identifiers and their places in given splits. Classes keep their numbers.
  ///
  /// Traps if `nodes` contains a duplicate or a node that does not exist.
  public func restricted(to nodes: [Int32]) -> NodeDataset {
    var number = [Int32](repeating: -1, count: nodeCount)
    for (new, node) in nodes.enumerated() { number[Int(node)] = Int32(new) }
    let identifiers: NodeIdentifiers
    do {
      identifiers = try NodeIdentifiers(nodes.map { nodeIdentifiers[Int($0)] })
    } catch {
      fatalError("NodeDataset: duplicate identifiers in the selected nodes: \(error)")
    }
    var copy = self
    let restricted = hypergraph.map { Self.restricted($0, number, nodes.count) }
    copy.lazyGraph =
      (lazyGraph.hypergraph == nil ? nil : restricted.map { LazyGraph(expansionOf: $0) })
      ?? LazyGraph(graph.inducedSubgraph(nodes))
    copy.hypergraph = restricted
    copy.features = features.rows(nodes)
    copy.labels = nodes.map { labels[Int($0)] }
    copy.nodeIdentifiers = identifiers
    copy.publishedSplit = publishedSplit?.renumbered(number)
    switch split {
    case .explicit(let explicit): copy.split = .explicit(explicit.renumbered(number))
    case .nodes(let train, let validation, let test):
      let isKept = { (name: String) in identifiers.index(of: name) != nil }
      copy.split = .nodes(
        train: train.filter(isKept), validation: validation.filter(isKept), test: test?.filter(isKept))
    default: break
    }
    return copy
  }

  /// Returns the graph and the labels of the data with `nodes[i]` as node i, for training: other parts remain in
  /// their order.
  package func renumbered(_ nodes: [Int32]) -> NodeDataset {
    var copy = self
    copy.lazyGraph = LazyGraph(graph.inducedSubgraph(nodes))
    copy.labels = nodes.map { labels[Int($0)] }
    return copy
  }

  /// The same nodes without edges between them, or with hyperedges of single nodes.
  package var withoutEdges: NodeDataset {
    var copy = self
    let none = Graph(
      nodeCount: nodeCount, sources: [], targets: [], weights: nil, isDirected: graph.isDirected)
    copy.hypergraph = hypergraph.map { _ in
      Hypergraph(nodeCount: nodeCount, hyperedges: (0..<Int32(nodeCount)).map { [$0] })
    }
    copy.lazyGraph = LazyGraph(none)
    return copy
  }

  /// Returns only the largest connected component, ignoring directions. Its nodes keep their order.
  public func largestComponent() -> NodeDataset {
    let components = lazyGraph.components()
    return components.count <= 1 ? self : restricted(to: components.largest)
  }

  private static func restricted(_ hypergraph: Hypergraph, _ number: [Int32], _ nodeCount: Int) -> Hypergraph
  {
    var hyperedges = [[Int32]]()
    var weights = hypergraph.weights.map { _ in [Double]() }
    let members = hypergraph.members
    for hyperedge in 0..<hypergraph.hyperedgeCount {
      var nodes = [Int32]()
      for entry in members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1] {
        let node = number[Int(members.columnIndices[entry])]
        if node >= 0 { nodes.append(node) }
      }
      guard !nodes.isEmpty else { continue }
      hyperedges.append(nodes)
      if let weight = hypergraph.weights?[hyperedge] { weights?.append(weight) }
    }
    return Hypergraph(nodeCount: nodeCount, hyperedges: hyperedges, weights: weights)
  }
}
