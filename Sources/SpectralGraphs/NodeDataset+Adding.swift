// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import TensorCore

extension NodeDataset {
  /// Returns the same data with more nodes and edges, for example to classify nodes that were not there
  /// when a model was trained.
  ///
  /// ```swift
  /// let grown = try people.adding(edges: [("eve", "ada"), ("eve", "cyd")], features: ["eve": [1, 0]])
  /// print(try classifier.nodePredictions(for: grown)["eve"]!)
  /// ```
  ///
  /// The new nodes follow the others: first those of the edges, in order of first appearance, then those
  /// that only `features` names, sorted by name. They have no class and are in no part of a split. In an
  /// undirected graph, an edge connects both ends in both directions. Features that are derived from the
  /// graph are computed again.
  ///
  /// - Parameters:
  ///   - edges: the two ends of each new edge: the source and the target in a directed graph. Each is the
  ///     name of an existing or of a new node.
  ///   - features: the features of each new node, in the order of the data's features; empty if the
  ///     features are derived from the graph.
  ///   - weights: the weight of each new edge; nil means 1 for each. Traps if the number of weights
  ///     differs from the number of edges.
  /// - Throws: ``DataError`` that names the element if a new node has no features or their number differs
  ///   from that of the others, if a feature or a weight is not finite, if a node with features exists
  ///   already, if the data have hyperedges, or if the features cannot be computed from the new graph.
  public func adding<Feature: BinaryFloatingPoint>(
    edges: [(String, String)], features: [String: [Feature]] = [String: [Float]](), weights: [Double]? = nil
  ) throws(DataError) -> NodeDataset {
    guard hypergraph == nil else {
      throw DataError(
        .usage, "data set '\(name)' has hyperedges, to which nodes cannot be added",
        hint: "create the data set again with all hyperedges")
    }
    guard weights.map({ $0.count == edges.count }) ?? true else {
      fatalError("NodeDataset: \(weights?.count ?? 0) weights for \(edges.count) edges")
    }
    if let edge = weights?.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "the weight is \(weights?[edge] ?? 0); expected a finite number",
        at: .argument("weights[\(edge)]"))
    }
    let added = try AddedNodes(
      edges: edges, features: features.mapValues { $0.map { Float($0) } }, weights: weights, to: self)
    let parts = added.graph(from: graph)
    let matrix =
      if let featureSource {
        try featureSource.features(of: parts)
      } else {
        try added.features(following: self.features)
      }
    var result = NodeDataset(
      name: name, graph: parts, features: matrix, featureSource: featureSource,
      labels: labels + [Int32](repeating: -1, count: added.names.count), classNames: classNames,
      nodeIdentifiers: try NodeIdentifiers(nodeIdentifiers + added.names), publishedSplit: publishedSplit,
      split: split, notes: notes)
    if featureSource != nil { return result }
    result = result.withFeatures(matrix, names: featureNames)
    if let featureMeans { result = result.withFeatureMeans(featureMeans) }
    return featureIndexBase.map { result.withFeatureIndices(from: $0) } ?? result
  }
}

/// New nodes and edges of a data set.
private struct AddedNodes {
  /// The names of the new nodes, in their order.
  private(set) var names: [String] = []
  private let count: Int
  private var sources: [Int32] = []
  private var targets: [Int32] = []
  private let given: [String: [Float]]
  private let newWeights: [Double]?

  init(
    edges: [(String, String)], features: [String: [Float]], weights: [Double]?, to data: NodeDataset
  ) throws(DataError) {
    count = data.nodeCount
    newWeights = weights
    guard data.featureSource == nil || features.isEmpty else {
      throw DataError(
        .usage, "the features of the data are derived from the graph", at: .argument("features"),
        hint: "omit features: those of new nodes are derived too")
    }
    given = features
    var numbers: [String: Int32] = [:]
    for name in features.keys.sorted() where data.nodeIdentifiers.index(of: name) != nil {
      throw DataError(
        .badData, "node '\(name.prefix(40))' exists already, with its features", at: .argument("features"),
        hint: "give features for new nodes only")
    }
    let existing = data.nodeIdentifiers
    for edge in edges {
      for (name, isSource) in [(edge.0, true), (edge.1, false)] {
        let node = existing.index(of: name).map(Int32.init) ?? numbers[name] ?? Int32(count + names.count)
        if Int(node) == count + names.count {
          numbers[name] = node
          names.append(name)
        }
        if isSource { sources.append(node) } else { targets.append(node) }
      }
    }
    names += features.keys.filter { numbers[$0] == nil }.sorted()
  }

  /// Returns `graph` with the new nodes and edges. An edge that exists already stays as it
  /// is.
  func graph(from graph: Graph) -> Graph {
    var (allSources, allTargets, weights) = graph.edges()
    if weights == nil, newWeights?.contains(where: { $0 != 1 }) == true {
      weights = [Double](repeating: 1, count: graph.edgeCount)
    }
    for (edge, (source, target)) in zip(sources, targets).enumerated() {
      let directions =
        graph.isDirected || source == target ? [(source, target)] : [(source, target), (target, source)]
      for (source, target) in directions {
        allSources.append(source)
        allTargets.append(target)
        weights?.append(newWeights?[edge] ?? 1)
      }
    }
    return Graph(
      nodeCount: count + names.count, sources: allSources, targets: allTargets, weights: weights,
      isDirected: graph.isDirected
    ).coalesced(.once)
  }

  /// Returns `features` followed by those of the new nodes.
  func features(following features: FeatureMatrix) throws(DataError) -> FeatureMatrix {
    let width = features.featureCount
    var values: [Float] = []
    values.reserveCapacity(names.count * width)
    for name in names {
      let place = DataError.Place.argument("features[\"\(name.prefix(40))\"]")
      guard let row = given[name] else {
        throw DataError(
          .badData, "new node '\(name.prefix(40))' has no features; is the name misspelled?",
          at: .argument("edges"))
      }
      guard row.count == width else {
        throw DataError(.badData, "expected \(width.counted("feature")), found \(row.count)", at: place)
      }
      if let column = row.firstIndex(where: { !$0.isFinite }) {
        throw DataError(
          .badData, "feature \(column) is \(row[column]); expected a finite number", at: place)
      }
      values += row
    }
    return features.appending(Tensor(values, shape: [names.count, width]))
  }
}

extension FeatureMatrix {
  /// Returns the same features followed by the rows of `tensor`, `[new nodes, features]`.
  fileprivate func appending(_ tensor: Tensor) -> FeatureMatrix {
    switch self {
    case .dense(let own): return .dense(.concatenated([own, tensor], axis: 0))
    case .sparse(let matrix):
      let width = featureCount
      var (offsets, columns, values) = (
        Array(matrix.pattern.rowOffsets), Array(matrix.pattern.columnIndices), Array(matrix.values)
      )
      for (index, value) in tensor.scalars.enumerated() {
        if value != 0 {
          columns.append(Int32(index % width))
          values.append(value)
        }
        if index % width == width - 1 { offsets.append(columns.count) }
      }
      return .sparse(
        SparseMatrix(
          rowCount: matrix.rowCount + tensor.shape[0], columnCount: width, rowOffsets: SharedBuffer(offsets),
          columnIndices: SharedBuffer(columns), values: SharedBuffer(values)))
    }
  }
}
