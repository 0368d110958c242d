// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import TensorCore

/// What a model learns about a graph other than the classes of its nodes: numbers of nodes, or classes or
/// numbers of edges.
///
/// ```swift
/// let prices = try GraphTargets(values: ["house1": 210_000, "house2": 185_000], in: houses)
/// let trust = try GraphTargets(edges: [("ada", "bob", "friend"), ("bob", "cyd", "foe")], in: people)
/// ```
public struct GraphTargets: Sendable {
  /// The kind of targets.
  public enum Task: String, Sendable, CaseIterable {
    /// A number for each node.
    case nodeRegression = "regression"
    /// A class for each edge.
    case edgeClassification = "edge"
    /// A number for each edge.
    case edgeRegression = "edge-regression"

    /// Whether the targets belong to edges.
    public var isOnEdges: Bool { self != .nodeRegression }
    /// Whether the targets are numbers.
    public var isRegression: Bool { self != .edgeClassification }
  }

  /// The kind of targets.
  public let task: Task
  /// The nodes, or the sources of the edges.
  public let nodes: [Int32]
  /// The targets of the edges, one per element of ``nodes``; empty for targets of nodes.
  public let ends: [Int32]
  /// The numbers of a regression, NaN where unknown; empty for classes.
  public let values: [Double]
  /// The classes of edges, indices of ``classNames`` or -1 where unknown; empty for numbers.
  public let labels: [Int32]
  /// The names of the classes.
  public let classNames: [String]
  /// The features of the edges, `[edges, features]`; nil if they have none.
  public private(set) var edgeFeatures: Tensor?
  /// The names of the edge features.
  public private(set) var edgeFeatureNames: [String] = []
  /// How the nodes or edges are divided into training, validation and test: by default, 60% and 20% at random
  /// in each run, and the rest.
  public private(set) var split: SplitRule = .fractions(train: 0.6, validation: 0.2)
  /// What the user should know about how the targets were read.
  public internal(set) var notes: [DataNote] = []

  /// The number of nodes or edges, those with unknown targets included.
  public var count: Int { nodes.count }
  /// The indices of the nodes or edges with known targets.
  public var known: [Int32] {
    nodes.indices.filter { task.isRegression ? !values[$0].isNaN : labels[$0] >= 0 }.map { Int32($0) }
  }

  init(
    task: Task, nodes: [Int32], ends: [Int32] = [], values: [Double] = [], labels: [Int32] = [],
    classNames: [String] = []
  ) {
    self.task = task
    self.nodes = nodes
    self.ends = ends
    self.values = values
    self.labels = labels
    self.classNames = classNames
  }

  /// Creates the targets of all edges of a graph whose classes or numbers are not known, to be predicted. Of an
  /// undirected graph, each pair is one edge.
  package init(allEdgesOf graph: Graph, for task: Task, classNames: [String]) {
    let edges = graph.edges()
    let kept = edges.sources.indices.filter { graph.isDirected || edges.sources[$0] <= edges.targets[$0] }
    let unknown = kept.count
    self.init(
      task: task, nodes: kept.map { edges.sources[$0] }, ends: kept.map { edges.targets[$0] },
      values: task.isRegression ? [Double](repeating: .nan, count: unknown) : [],
      labels: task.isRegression ? [] : [Int32](repeating: -1, count: unknown), classNames: classNames)
    addWeights(of: graph)
  }

  /// Creates targets of all nodes of a graph whose numbers are not known, to be predicted.
  package init(allNodesOf data: NodeDataset) {
    self.init(
      task: .nodeRegression, nodes: (0..<data.nodeCount).map { Int32($0) },
      values: [Double](repeating: .nan, count: data.nodeCount))
  }

  /// Creates targets of nodes, in node order; NaN where a number is unknown. Throws `badData` if there are not
  /// as many as nodes, a number is infinite, or all are unknown.
  public init(values: [Double], in data: NodeDataset) throws(DataError) {
    guard values.count == data.nodeCount else {
      throw DataError(
        .badData, "expected \(data.nodeCount) numbers, one per node, found \(values.count)",
        at: .argument("values"))
    }
    if let node = values.firstIndex(where: \.isInfinite) {
      throw DataError(
        .badData, "expected finite numbers, found \(values[node])", at: .argument("values[\(node)]"))
    }
    self.init(task: .nodeRegression, nodes: (0..<data.nodeCount).map { Int32($0) }, values: values)
    try requireKnown()
  }

  /// Creates targets of nodes by name. Nodes that are not named have unknown numbers. Throws `badData` if a name
  /// is not that of a node, or a number is not finite.
  public init(values: [String: Double], in data: NodeDataset) throws(DataError) {
    var numbers = [Double](repeating: .nan, count: data.nodeCount)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      let place = DataError.Place.argument("values[\"\(name.prefix(40))\"]")
      guard let node = data.nodeIdentifiers.index(of: name) else {
        throw DataError(.badData, "no node has this name; is it misspelled?", at: place)
      }
      guard value.isFinite else {
        throw DataError(.badData, "expected a finite number, found \(value)", at: place)
      }
      numbers[node] = value
    }
    try self.init(values: numbers, in: data)
  }

  /// Creates the classes of edges by the names of their nodes; an empty class is unknown.
  ///
  /// Throws `badData` that names the element if a pair is no edge of the graph or occurs with different classes.
  ///
  /// - Parameter features: the features of the edges, a row per element of `edges`.
  public init(
    edges: [(String, String, String)], features: [[Float]]? = nil, in data: NodeDataset
  ) throws(DataError) {
    var pairs = try EdgePairs(data)
    var column = LabelColumn()
    for (index, edge) in edges.enumerated() {
      let isNew = try pairs.add(edge.0, edge.1, edge.2, at: .argument("edges[\(index)]"))
      if isNew { column.append(literal: edge.2.isEmpty ? nil : edge.2) }
    }
    let (classes, _) = column.settled(path: "edges")
    self.init(
      task: .edgeClassification, nodes: pairs.sources, ends: pairs.targets, labels: classes.labels,
      classNames: classes.names)
    try finish(features, pairs, data)
  }

  /// Creates the numbers of edges by the names of their nodes; NaN where a number is unknown.
  ///
  /// Throws `badData` that names the element if a pair is no edge of the graph or occurs with different numbers,
  /// or a number is infinite.
  ///
  /// - Parameter features: the features of the edges, a row per element of `edges`.
  public init(
    edges: [(String, String, Double)], features: [[Float]]? = nil, in data: NodeDataset
  ) throws(DataError) {
    var pairs = try EdgePairs(data)
    var values: [Double] = []
    for (index, edge) in edges.enumerated() {
      let place = DataError.Place.argument("edges[\(index)]")
      guard !edge.2.isInfinite else {
        throw DataError(.badData, "expected a finite number, found \(edge.2)", at: place)
      }
      if try pairs.add(edge.0, edge.1, "\(edge.2)", at: place) { values.append(edge.2) }
    }
    self.init(task: .edgeRegression, nodes: pairs.sources, ends: pairs.targets, values: values)
    try finish(features, pairs, data)
  }

  /// Adds features given in memory and the weights of the graph, and checks that a target is known.
  private mutating func finish(_ features: [[Float]]?, _ pairs: EdgePairs, _ data: NodeDataset)
    throws(DataError)
  {
    if let features {
      guard features.count == pairs.givenCount, Set(features.map(\.count)).count <= 1 else {
        throw DataError(
          .badData,
          "expected \(pairs.givenCount) rows of equal length, one per edge, found \(features.count) rows",
          at: .argument("features"))
      }
      let width = features.first?.count ?? 0
      edgeFeatures = Tensor(pairs.given.flatMap { features[$0] }, shape: [count, width])
      edgeFeatureNames = (1...max(1, width)).prefix(width).map { "\($0)" }
    }
    addWeights(of: data.graph)
    try requireKnown()
  }

  /// Puts the weights of the edges of a weighted graph in front of the edge features.
  mutating func addWeights(of graph: Graph) {
    guard task.isOnEdges, graph.isWeighted else { return }
    let lookup = EdgeLookup(graph)
    let weights = nodes.indices.map { Float(lookup.weight(from: nodes[$0], to: ends[$0]) ?? 0) }
    let column = Tensor(weights, shape: [count, 1])
    edgeFeatures = edgeFeatures.map { .concatenated([column, $0], axis: 1) } ?? column
    edgeFeatureNames = [Self.weightName] + edgeFeatureNames
  }

  /// The name of the feature that is the weight of the edge.
  package static let weightName = "weight"

  /// Sets the features of the edges.
  mutating func setEdgeFeatures(_ features: Tensor, names: [String]) {
    (edgeFeatures, edgeFeatureNames) = (features, names)
  }

  /// Returns the targets with other features of the edges: the given columns of these features, in that order.
  package func withEdgeFeatures(columns: [Int]) -> GraphTargets {
    guard let edgeFeatures else { return self }
    let rows = (0..<count).flatMap { row in columns.map { edgeFeatures[row, $0] } }
    var result = self
    result.setEdgeFeatures(
      Tensor(rows, shape: [count, columns.count]), names: columns.map { edgeFeatureNames[$0] })
    return result
  }

  /// Returns the targets with class k numbered `numbers[k]`, an index of `names`.
  package func renumbered(_ numbers: [Int32], names: [String]) -> GraphTargets {
    var result = GraphTargets(
      task: task, nodes: nodes, ends: ends, values: values,
      labels: labels.map { $0 < 0 ? -1 : numbers[Int($0)] }, classNames: names)
    (result.edgeFeatures, result.edgeFeatureNames) = (edgeFeatures, edgeFeatureNames)
    (result.split, result.notes) = (split, notes)
    return result
  }

  /// Throws `badData` if no target is known.
  func requireKnown() throws(DataError) {
    guard !known.isEmpty else { throw DataError(.badData, "there are no numbers or classes to train on") }
  }

  /// Returns the targets with another split. Throws `usage` if the rule is not ``SplitRule/fractions(train:validation:seed:)``;
  /// targets of nodes can also be divided by ``SplitRule/explicit(_:)``, where nodes are indices.
  public func withSplit(_ rule: SplitRule) throws(DataError) -> GraphTargets {
    var result = self
    switch rule {
    case .fractions: break
    case .explicit where !task.isOnEdges: break
    case .standard: return result
    default:
      throw DataError(
        .usage,
        "split '\(rule)' does not apply to \(task.isOnEdges ? "edges; expected fractions" : "numbers; expected fractions or a file of ids")",
        hint:
          "use \(swift: ".fractions(train: 0.6, validation: 0.2)", option: "random:0.6,0.2"): 60% for training, 20% for validation, the rest for the test"
      )
    }
    result.split = rule
    return result
  }

  /// Returns the split of a run: indices of nodes or edges with known targets. Throws `badData` if it has no
  /// training part.
  package func resolvedSplit(seed: UInt64) throws(DataError) -> NodeSplit {
    let rule = self.split
    let split: NodeSplit
    switch rule {
    case .explicit(let given): split = given
    case .fractions(let train, let validation, let own):
      let stream = RandomStream(seed: own ?? seed, purpose: .split)
      let known = known
      let order = stream.permutation(of: known.count).map { known[Int($0)] }
      let trainCount = min(order.count, Int((train * Double(order.count)).rounded()))
      let validationCount = min(order.count - trainCount, Int((validation * Double(order.count)).rounded()))
      split = NodeSplit(
        train: Array(order[..<trainCount]),
        validation: Array(order[trainCount..<trainCount + validationCount]),
        test: Array(order[(trainCount + validationCount)...]))
    default: split = NodeSplit(train: known, test: [])
    }
    guard !split.train.isEmpty else {
      throw DataError(
        .badData,
        "the split leaves no \(task.isOnEdges ? "edges" : "nodes") for training; \(known.count) have labels"
      )
    }
    if let outside = split.firstNode(outside: count) {
      throw DataError(.badData, "the split contains \(outside), which is not in 0..<\(count)")
    }
    return split
  }
}
