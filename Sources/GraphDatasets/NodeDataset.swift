public import GraphCore
internal import TensorCore

/// A graph whose nodes have features and, most of them, a class: what a node classifier learns from.
///
/// Every array is in node order: row k of the features, label k and identifier k belong to node k of the graph.
public struct NodeDataset: Sendable {
  /// What the data set is called.
  public private(set) var name: String
  /// The edges. Parallel edges have been merged, self-loops of the data are there. Those of hyperedges are made when they are first
  /// asked for. Traps if there is no memory for them, where ``requireGraph()`` throws.
  public var graph: Graph { lazyGraph.value }
  /// The edges, which need not have been made.
  package private(set) var lazyGraph: LazyGraph
  /// The hyperedges, where the data has them; ``graph`` is then their clique expansion.
  public private(set) var hypergraph: Hypergraph?
  /// The features, `[nodes, features]`.
  public private(set) var features: FeatureMatrix
  /// The names of the features, where the data have them. Models join features by name where both sides have names.
  public private(set) var featureNames: [String]?
  /// The index of the first feature in LIBSVM rows, 0 or 1, in which columns of zeros behind the last one are missing; nil where
  /// the features come from elsewhere.
  package private(set) var featureIndexBase: Int?
  /// What the features were made from where the data has none of its own; nil where they are the data's.
  public private(set) var featureSource: FeatureSource?
  /// The class of every node, an index of ``classNames``; -1 where it is not known.
  public private(set) var labels: [Int32]
  /// The names of the classes.
  public private(set) var classNames: [String]
  /// What the data calls its nodes.
  public private(set) var nodeIdentifiers: NodeIdentifiers
  /// The split that was published with the data.
  public private(set) var publishedSplit: NodeSplit?
  /// How nodes are divided into training, validation and test nodes.
  public private(set) var split: SplitRule
  /// What a reader decided or left out that the user should know.
  public internal(set) var notes: [DataNote]

  /// Puts a data set together from parts that have been checked. Traps if their sizes differ, a label has no class name or a
  /// split node is outside the graph.
  ///
  /// - Parameters:
  ///   - featureSource: what the features were made from, where the data has none.
  ///   - nodeIdentifiers: the nodes' names; "0", "1", ... without them.
  ///   - split: without it the published split, or else ``SplitRule/standard``.
  ///   - notes: what the user should know of how the data were read.
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

  /// The same of a graph that need not have been made.
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
      fatalError("NodeDataset \(name): label \(label) is no index of \(classNames.count) class names, nor -1")
    }
    if let node = publishedSplit?.firstNode(outside: count) {
      fatalError("NodeDataset \(name): the published split has node \(node) of \(count)")
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
  /// The number of features of a node.
  public var featureCount: Int { features.featureCount }
  /// The number of classes.
  public var classCount: Int { classNames.count }
  /// How many nodes have a class.
  public var labelledNodeCount: Int { labels.count { $0 >= 0 } }

  /// How many nodes each class has.
  public var classSizes: [Int] {
    var sizes = [Int](repeating: 0, count: classCount)
    for label in labels where label >= 0 { sizes[Int(label)] += 1 }
    return sizes
  }
}

extension NodeDataset: CustomStringConvertible {
  /// The name and the sizes: `friends: 60 nodes, 160 edges, 10 features, 3 classes, 18 labelled nodes`. Of hyperedges these are counted, not
  /// the edges that they stand for.
  public var description: String {
    let classes = classCount == 1 ? "1 class" : "\(classCount) classes"
    let edges =
      hypergraph.map { $0.hyperedgeCount.counted("hyperedge") } ?? graph.distinctEdgeCount.counted("edge")
    return
      "\(name): \(nodeCount.counted("node")), \(edges), \(featureCount.counted("feature")), \(classes), \(labelledNodeCount.counted("labelled node"))"
  }
}

extension NodeDataset {
  /// Throws ``DataError`` where ``graph`` is made from hyperedges that are too large for this machine's memory.
  public func requireGraph() throws(DataError) { try lazyGraph.require() }

  /// The same data with features that are made from the graph.
  ///
  /// - Parameter width: the number of features, as a trained model takes them; larger degrees count as the last.
  ///   Nil: as many as are needed.
  /// - Throws: ``DataError`` where the graph has no such features.
  public func withFeatures(from source: FeatureSource, width: Int? = nil) throws(DataError) -> NodeDataset {
    var copy = withFeatures(try source.features(of: lazyGraph, width: width))
    copy.featureSource = source
    return copy
  }

  /// The same data with other features. Traps if there are not as many rows as nodes.
  ///
  /// - Parameter names: the names of the features; as many as there are.
  public func withFeatures(_ features: FeatureMatrix, names: [String]? = nil) -> NodeDataset {
    guard features.nodeCount == nodeCount, names.map({ $0.count == features.featureCount }) ?? true else {
      fatalError(
        "NodeDataset \(name): [\(features.nodeCount), \(features.featureCount)] features with \(names?.count ?? 0) names for \(nodeCount) nodes"
      )
    }
    var copy = self
    copy.features = features
    copy.featureSource = nil
    copy.featureNames = names
    copy.featureIndexBase = nil
    return copy
  }

  /// The same data with classes under other names and numbers: class k becomes `numbers[k]` of `names`.
  package func withClasses(_ names: [String], numbers: [Int]) -> NodeDataset {
    var copy = self
    copy.labels = labels.map { $0 < 0 ? $0 : Int32(numbers[Int($0)]) }
    copy.classNames = names
    return copy
  }

  /// The same data with features that LIBSVM rows number from `base`.
  package func withFeatureIndices(from base: Int) -> NodeDataset {
    var copy = self
    copy.featureIndexBase = base
    return copy
  }

  /// The same data, split by another rule. A split file is read now, and given nodes are looked up now, so that mistakes show
  /// before nodes are renumbered.
  /// - Throws: ``DataError`` where a file cannot be read, or given nodes are unknown, unlabelled or repeated, or none of them train.
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

  /// Only `nodes`, numbered in that order, and what lies between them: edges, the parts of hyperedges, features,
  /// labels, identifiers and the nodes' places in given splits. Classes keep their numbers.
  ///
  /// Traps if a node is a duplicate or does not exist.
  public func restricted(to nodes: [Int32]) -> NodeDataset {
    var number = [Int32](repeating: -1, count: nodeCount)
    for (new, node) in nodes.enumerated() { number[Int(node)] = Int32(new) }
    let identifiers: NodeIdentifiers
    do {
      identifiers = try NodeIdentifiers(nodes.map { nodeIdentifiers[Int($0)] })
    } catch {
      fatalError("NodeDataset: identifiers that were unique are not any more: \(error)")
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

  /// Only the largest connected component, directions disregarded; its nodes keep their order.
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
