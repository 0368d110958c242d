public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Creates a data set from named edges, and from features and labels by the names of nodes.
  ///
  /// ```swift
  /// let people = try NodeDataset(
  ///   edges: [("ada", "bob"), ("bob", "cyd")],
  ///   features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
  ///   labels: ["ada": "x", "bob": "y", "cyd": "x"],
  ///   split: .nodes(train: ["ada", "bob"]))
  /// ```
  ///
  /// The nodes are those of the edges in the order of their first appearance, then those that only features or labels name, in
  /// the order of their names. Everything else is as ``init(edges:features:labels:directed:reading:name:split:)`` reads it from
  /// files: repeated edges count once, and classes are numbered in the order of their names.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge; with `isDirected` the source and the target.
  ///   - features: the features of every node, equally many for all; nil: the one-hot degree of every node.
  ///   - labels: the class of every node that has one.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by position.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given.
  /// - Throws: ``DataError`` that names the element: where there are no edges, a node has no features, features differ in number
  ///   or are not finite, two names differ only in what nobody sees, or the split is impossible.
  public init(
    edges: [(String, String)], features: [String: [Float]]? = nil, labels: [String: String] = [:],
    featureNames: [String]? = nil, isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    var parts = MemoryParts()
    parts.reserve(edges.count, isWeighted: false)
    for (source, target) in edges { parts.append(source, target) }
    try self.init(
      parts, features: features, featureNames: featureNames, labels: labels, isDirected: isDirected,
      name: name, split: split)
  }

  /// Creates a data set from named edges with weights, and from features and labels by the names of nodes.
  ///
  /// ```swift
  /// let people = try NodeDataset(
  ///   edges: [("ada", "bob", 1), ("bob", "cyd", 2.5)],
  ///   features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
  ///   labels: ["ada": "x", "bob": "y", "cyd": "x"],
  ///   split: .nodes(train: ["ada", "bob"]))
  /// ```
  ///
  /// The same as edges without weights, but that the
  /// weights of repeated edges are added up, and that edges of weight 0 are none.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge and its weight; with `isDirected` the source and the target come first.
  ///   - features: the features of every node, equally many for all; nil: the one-hot degree of every node.
  ///   - labels: the class of every node that has one.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by position.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given.
  /// - Throws: ``DataError`` that names the element, as without weights, and where a weight is not finite.
  public init(
    edges: [(String, String, Double)], features: [String: [Float]]? = nil, labels: [String: String] = [:],
    featureNames: [String]? = nil, isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    var parts = MemoryParts()
    parts.reserve(edges.count, isWeighted: true)
    for (index, edge) in edges.enumerated() {
      guard edge.2.isFinite else {
        throw DataError(
          .badData, "the weight is \(edge.2), a finite number was expected", at: .argument("edges[\(index)]"))
      }
      parts.append(edge.0, edge.1, weight: edge.2)
    }
    try self.init(
      parts, features: features, featureNames: featureNames, labels: labels, isDirected: isDirected,
      name: name, split: split)
  }

  private init(
    _ parts: MemoryParts, features: [String: [Float]]?, featureNames: [String]?, labels: [String: String],
    isDirected: Bool, name: String, split: SplitRule?
  ) throws(DataError) {
    do throws(DataError) {
      let source = parts.source
      let nodes = try parts.nodes(features: features, labels: labels)
      var join = try NodeJoin(
        edges: source, features: try features.map { (rows) throws(DataError) in try nodes.table(of: rows) },
        labels: labels.isEmpty ? nil : nodes.source(of: labels), options: ReadingOptions())
      try self.init(
        &join, path: source.path, mayHaveNoEdges: false, directed: isDirected, argument: "isDirected",
        name: name, split: split)
      if let featureNames {
        guard features != nil, featureNames.count == featureCount else {
          throw DataError(
            .badData,
            features == nil
              ? "there are names of features and no features"
              : "expected \(featureCount) names, one for every feature, found \(featureNames.count)",
            at: .argument("featureNames"))
        }
        self = withFeatures(self.features, names: featureNames)
      }
    } catch {
      var error = error
      error.place = error.place?.inMemory
      throw error
    }
    notes = notes.map { DataNote($0.wording, at: $0.place?.inMemory) }
  }
}

/// Edges in memory, with their nodes numbered in the order of first appearance.
private struct MemoryParts {
  private var names = IdentifierTable()
  private var edges = EdgeTable()

  mutating func reserve(_ count: Int, isWeighted: Bool) { edges.reserve(count, isWeighted: isWeighted) }

  mutating func append(_ source: String, _ target: String) {
    edges.append(names.insert(source).index, names.insert(target).index)
  }

  mutating func append(_ source: String, _ target: String, weight: Double) {
    edges.append(names.insert(source).index, names.insert(target).index, weight: weight)
  }

  /// The edges as a reader of files yields them.
  var source: EdgeSource {
    var source = EdgeSource(path: "edges", nodes: .named(names), edges: edges)
    source.notes.append(likenessIn: names, path: source.path)
    return source
  }

  /// All nodes: those of the edges, then the others by their names. Throws where a name differs from one of the edges only in
  /// what nobody sees.
  func nodes(features: [String: [Float]]?, labels: [String: String]) throws(DataError) -> MemoryNodes {
    var all = names
    var likeness: IdentifierLikeness?
    for (argument, keys) in [
      ("features", features.map { Array($0.keys) } ?? []), ("labels", Array(labels.keys)),
    ] {
      for name in keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
      where names.index(of: name) == nil {
        let known = likeness ?? IdentifierLikeness(names)
        likeness = known
        if let like = known.like(name) { throw .alike(name, like, at: .argument(argument)) }
      }
    }
    let others = Set((features.map { Array($0.keys) } ?? []) + labels.keys).filter {
      names.index(of: $0) == nil
    }
    for name in others.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) { _ = all.insert(name) }
    return MemoryNodes(names: all)
  }
}

/// The nodes of a data set in memory, in their final order.
private struct MemoryNodes {
  let names: IdentifierTable

  /// Features by name as a table in the order of the nodes.
  func table(of features: [String: [Float]]) throws(DataError) -> FeatureTable {
    var rows = FeatureRows()
    var first: (name: String, count: Int)?
    for node in 0..<names.count {
      let name = names.name(node)
      guard let row = features[name], !row.isEmpty else {
        throw DataError(
          .badData, "node '\(name.prefix(40))' has no features", at: .argument("features"),
          hint: "give every node a row of features, or none to any: then nodes have their one-hot degree")
      }
      let expected = first ?? (name, row.count)
      first = expected
      guard row.count == expected.count else {
        throw DataError(
          .badData,
          "expected \(expected.count) features as of node '\(expected.name.prefix(40))', found \(row.count)",
          at: Self.place("features", name))
      }
      for (column, value) in row.enumerated() {
        guard value.isFinite else {
          throw DataError(
            .badData, "feature \(column) is \(value), a finite number was expected",
            at: Self.place("features", name))
        }
        rows.append(column: Int32(column), value: value)
      }
      rows.endRow()
    }
    return FeatureTable(
      path: "features", features: rows.finish(columnCount: first?.count ?? 0), identifiers: names)
  }

  /// Labels by name as a column in the order of the nodes.
  func source(of labels: [String: String]) -> LabelSource {
    var column = LabelColumn()
    for node in 0..<names.count { column.append(labels[names.name(node)]) }
    return LabelSource(path: "labels", identifiers: names, labels: column)
  }

  private static func place(_ argument: String, _ name: String) -> DataError.Place {
    .argument("\(argument)[\"\(name.prefix(40))\"]")
  }
}

extension DataError.Place {
  /// The argument that stands where a reader of files has a path.
  fileprivate var inMemory: DataError.Place {
    switch self {
    case .file(let name): .argument(name)
    default: self
    }
  }
}
