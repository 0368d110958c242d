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
  /// that only `features` names, sorted by name. In an undirected graph, an edge connects both ends in
  /// both directions. An edge that exists already stays as it is. Features that are derived from the
  /// graph are computed again. A random split also divides the new labelled nodes; other splits do not
  /// contain them.
  ///
  /// - Parameters:
  ///   - edges: the two ends of each new edge: the source and the target in a directed graph. Each is the
  ///     name of an existing or of a new node. In a weighted graph, these edges have weight 1.
  ///   - features: the features of each new node, in the order of the data's features; empty if the
  ///     features are derived from the graph. NaN becomes the mean if the data were read with missing
  ///     features as means.
  ///   - labels: the classes of new nodes, and of existing ones that had none. A class may be new.
  /// - Throws: ``DataError`` that names the element if a new node has no features or their number differs
  ///   from that of the others, if a feature is not finite, if a node with features exists already, if a
  ///   node has another label, if the data have hyperedges, or if the features cannot be computed from
  ///   the new graph.
  public func adding<Feature: Comparable & Numeric, Label: LosslessStringConvertible>(
    edges: [(String, String)], features: [String: [Feature]] = [String: [Float]](),
    labels: [String: Label] = [String: String]()
  ) throws(DataError) -> NodeDataset {
    try adding(MemoryEdges(edges), features, labels.mapValues(\.description))
  }

  /// Returns the same data with more nodes and weighted edges, in all other respects as
  /// without weights.
  ///
  /// Weights of repeated new edges are added, as in the initialiser with weighted edges.
  ///
  /// - Parameters:
  ///   - edges: the two ends of each new edge and its weight, of any floating-point or integer type.
  ///   - features: the features of each new node, in the order of the data's features; empty if the
  ///     features are derived from the graph. NaN becomes the mean if the data were read with missing
  ///     features as means.
  ///   - labels: the classes of new nodes, and of existing ones that had none. A class may be new.
  /// - Throws: ``DataError``, as without weights, and also if a weight is not finite or an edge exists
  ///   already with another weight.
  public func adding<
    Weight: Comparable & Numeric, Feature: Comparable & Numeric, Label: LosslessStringConvertible
  >(
    edges: [(String, String, Weight)], features: [String: [Feature]] = [String: [Float]](),
    labels: [String: Label] = [String: String]()
  ) throws(DataError) -> NodeDataset {
    try adding(MemoryEdges(edges), features, labels.mapValues(\.description))
  }

  /// Returns the same data with more nodes and edges, with classes from an enumeration with raw values,
  /// such as `enum Team: String`.
  public func adding<Feature: Comparable & Numeric, Label: RawRepresentable>(
    edges: [(String, String)], features: [String: [Feature]] = [String: [Float]](),
    labels: [String: Label]
  ) throws(DataError) -> NodeDataset where Label.RawValue: LosslessStringConvertible {
    try adding(MemoryEdges(edges), features, labels.mapValues(\.rawValue.description))
  }

  /// Returns the same data with more nodes and weighted edges, with classes from an enumeration with raw
  /// values, such as `enum Team: String`.
  public func adding<Weight: Comparable & Numeric, Feature: Comparable & Numeric, Label: RawRepresentable>(
    edges: [(String, String, Weight)], features: [String: [Feature]] = [String: [Float]](),
    labels: [String: Label]
  ) throws(DataError) -> NodeDataset where Label.RawValue: LosslessStringConvertible {
    try adding(MemoryEdges(edges), features, labels.mapValues(\.rawValue.description))
  }

  private func adding(
    _ edges: MemoryEdges, _ features: [String: [some Comparable & Numeric]], _ labels: [String: String]
  ) throws(DataError) -> NodeDataset {
    guard hypergraph == nil else {
      throw DataError(
        .usage, "data set '\(name)' has hyperedges, to which nodes cannot be added",
        hint: "create the data set again with all hyperedges")
    }
    let numbers = features.mapValues { $0.map { Float(MemoryNumber.double($0) ?? .nan) } }
    let added = try AddedNodes(edges: edges, features: numbers, to: self)
    let (grown, edgeNotes) = try added.graph(from: graph) { nodeIdentifiers[Int($0)] }
    let matrix =
      if let featureSource {
        try featureSource.features(of: grown)
      } else {
        try added.features(following: self)
      }
    var result = NodeDataset(
      name: name, graph: grown, features: matrix, featureSource: featureSource,
      labels: self.labels + [Int32](repeating: -1, count: added.names.count), classNames: classNames,
      nodeIdentifiers: try NodeIdentifiers(nodeIdentifiers + added.names), publishedSplit: publishedSplit,
      split: split, notes: notes + edgeNotes)
    result = try result.withLabels(labels)
    if featureSource != nil { return result }
    result = result.withFeatures(matrix, names: featureNames)
    if let featureMeans { result = result.withFeatureMeans(featureMeans) }
    return featureIndexBase.map { result.withFeatureIndices(from: $0) } ?? result
  }
}

/// New nodes and edges of a data set.
private struct AddedNodes {
  /// The names of the new nodes, in their order.
  let names: [String]
  private let count: Int
  private let edges: MemoryEdges
  /// The number of each node of the edges.
  private let numbers: [Int32]
  private let given: [String: [Float]]

  init(edges: MemoryEdges, features: [String: [Float]], to data: NodeDataset) throws(DataError) {
    count = data.nodeCount
    self.edges = edges
    guard data.featureSource == nil || features.isEmpty else {
      throw DataError(
        .usage, "the features of the data are derived from the graph", at: .argument("features"),
        hint: "omit features: those of new nodes are derived too")
    }
    given = features
    for name in features.keys.sorted() where data.nodeIdentifiers.index(of: name) != nil {
      throw DataError(
        .badData, "node '\(name.prefix(40))' exists already, with its features", at: .argument("features"),
        hint: "give features for new nodes only")
    }
    var names: [String] = []
    let existing = data.nodeIdentifiers
    numbers = edges.nodeNames.map { name in
      if let node = existing.index(of: name) { return Int32(node) }
      names.append(name)
      return Int32(existing.count + names.count - 1)
    }
    let connected = Set(names)
    self.names = names + features.keys.filter { !connected.contains($0) }.sorted()
  }

  /// Returns `graph` with the new nodes and edges, and notes on the weights of the new edges. An edge
  /// that exists already stays as it is. Throws if it is given another weight.
  ///
  /// - Parameter name: returns the name of an existing node.
  func graph(from graph: Graph, name: (Int32) -> String) throws(DataError) -> (Graph, [DataNote]) {
    let nodeCount = count + names.count
    let (added, notes) = edges.graph(numbers: numbers, nodeCount: nodeCount, directed: graph.isDirected)
    var (sources, targets, weights) = graph.edges()
    let (newSources, newTargets, newWeights) = added.edges()
    struct Pair: Hashable { let source, target: Int32 }
    var new: [Pair: Int] = [:]
    for edge in newSources.indices { new[Pair(source: newSources[edge], target: newTargets[edge])] = edge }
    var exists = [Bool](repeating: false, count: newSources.count)
    for edge in sources.indices {
      guard let same = new[Pair(source: sources[edge], target: targets[edge])] else { continue }
      exists[same] = true
      let (own, other) = (weights?[edge] ?? 1, newWeights?[same] ?? 1)
      guard !edges.isWeighted || own == other else {
        throw DataError(
          .badData,
          "the edge from '\(name(sources[edge]).prefix(40))' to '\(name(targets[edge]).prefix(40))' exists already with weight \(own); expected the same weight, found \(other)",
          at: .argument("edges"), hint: "to change weights, create the data set again")
      }
    }
    let kept = newSources.indices.filter { !exists[$0] }
    if weights == nil, kept.contains(where: { (newWeights?[$0] ?? 1) != 1 }) {
      weights = [Double](repeating: 1, count: sources.count)
    }
    sources += kept.map { newSources[$0] }
    targets += kept.map { newTargets[$0] }
    if let own = weights { weights = own + kept.map { newWeights?[$0] ?? 1 } }
    return (
      Graph(
        nodeCount: nodeCount, sources: sources, targets: targets, weights: weights,
        isDirected: graph.isDirected
      ).coalesced(.once), notes
    )
  }

  /// Returns the features of `data` followed by those of the new nodes, in which NaN becomes the mean of the
  /// feature if the data were read so.
  func features(following data: NodeDataset) throws(DataError) -> FeatureMatrix {
    let features = data.features
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
      let means = data.featureMeans?.values
      let filled = row.indices.map { row[$0].isNaN ? means?[$0] ?? row[$0] : row[$0] }
      if let column = filled.firstIndex(where: { !$0.isFinite }) {
        let name = data.featureNames.map { "'\($0[column].prefix(40))'" } ?? "\(column)"
        throw DataError(
          .badData, "feature \(name) is \(row[column]); expected a finite number", at: place,
          hint: row[column].isNaN
            ? "a missing feature can be NaN if the data were read with missing features as means" : nil)
      }
      values += filled
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
