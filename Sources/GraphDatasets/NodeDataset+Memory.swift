public import GraphCore
internal import TensorCore

extension NodeDataset {
  /// Creates a data set from named edges, with optional features and labels by node name.
  ///
  /// ```swift
  /// let people = try NodeDataset(
  ///   edges: [("ada", "bob"), ("bob", "cyd")],
  ///   features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
  ///   labels: ["ada": "x", "bob": "y", "cyd": "x"],
  ///   split: .nodes(train: ["ada", "bob"]))
  /// ```
  ///
  /// With `nodes`, the nodes are in that order. Otherwise the nodes of the edges come first, in order of
  /// first appearance, followed by those that only features or labels name, sorted by name. Predictions
  /// and all other arrays with one value per node are in the order of ``nodeIdentifiers``, not in the
  /// order of the caller's arrays.
  ///
  /// An edge that is given repeatedly counts once, in either direction unless `isDirected` is true.
  /// Self-loops are kept. Classes are numbered in the order of their names.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge; with `isDirected`, the source and the target.
  ///   - features: The features of each node, the same number for all nodes and of any floating-point
  ///     type. Convert integers first with `rows.mapValues { $0.map(Float.init) }`. Without features,
  ///     the one-hot degrees of the nodes are used.
  ///   - labels: The class of each node whose class is known, a string or an integer; leave out all
  ///     other nodes. Labels are not interpreted: "NA" and "-1" are classes. Convert values of other
  ///     types first, for example with `labels.mapValues(\.name)`.
  ///   - featureNames: The names of the features. A classifier uses them to match the features to those
  ///     it was trained on; without names, features are matched by position.
  ///   - nodes: All nodes in the required order, or nil for the default order. Must contain every node
  ///     of the edges, features and labels.
  ///   - isDirected: Whether to keep directions instead of adding the reverse of each edge.
  ///   - name: The name of the data set.
  ///   - split: The split, with the node names of the edges; ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element if there are no edges, a node has no features,
  ///   features differ in number or are not finite, a label is empty, `nodes` lacks a name or has a
  ///   duplicate, two names differ only in Unicode normalisation or surrounding whitespace, or the split
  ///   is impossible.
  public init<Feature: BinaryFloatingPoint, Label: LosslessStringConvertible>(
    edges: [(String, String)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label] = [String: String](), featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.description),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
  }

  /// Creates a data set from named edges with weights, with optional features and labels by node name.
  ///
  /// ```swift
  /// let people = try NodeDataset(
  ///   edges: [("ada", "bob", 1), ("bob", "cyd", 2.5)],
  ///   features: ["ada": [1, 0], "bob": [0, 1], "cyd": [1, 1]],
  ///   labels: ["ada": "x", "bob": "y", "cyd": "x"],
  ///   split: .nodes(train: ["ada", "bob"]))
  /// ```
  ///
  /// Works like the initialiser without weights, except for repeated edges. The weights of repeated
  /// edges in the same direction are added. Unless `isDirected` is true, so are those of opposite
  /// directions: `("ada", "bob", 1)` and `("bob", "ada", 2)` become one edge of weight 3. There is one
  /// exception: if every edge is given in both directions with the same weight, the list is an
  /// undirected graph written both ways, so each edge keeps its weight instead of getting twice as much.
  /// Weights that differ only by rounding in single precision count as equal and are replaced by their
  /// mean. Self-loops are ignored in this comparison. Edges of weight 0 are ignored. ``notes`` report
  /// where weights were added, averaged or ignored.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge and its weight, of any floating-point or integer type; with
  ///     `isDirected`, the first two are the source and the target.
  ///   - features: The features of each node, the same number for all nodes and of any floating-point
  ///     type. Convert integers first with `rows.mapValues { $0.map(Float.init) }`. Without features,
  ///     the one-hot degrees of the nodes are used.
  ///   - labels: The class of each node whose class is known, a string or an integer; leave out all
  ///     other nodes. Labels are not interpreted: "NA" and "-1" are classes. Convert values of other
  ///     types first, for example with `labels.mapValues(\.name)`.
  ///   - featureNames: The names of the features. A classifier uses them to match the features to those
  ///     it was trained on; without names, features are matched by position.
  ///   - nodes: All nodes in the required order, or nil for the default order. Must contain every node
  ///     of the edges, features and labels.
  ///   - isDirected: Whether to keep directions instead of adding the reverse of each edge.
  ///   - name: The name of the data set.
  ///   - split: The split, with the node names of the edges; ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element, as without weights, and also if a weight is not
  ///   finite.
  public init<Weight: Comparable & Numeric, Feature: BinaryFloatingPoint, Label: LosslessStringConvertible>(
    edges: [(String, String, Weight)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label] = [String: String](), featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.description),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
  }

  /// Creates a data set from named edges, with classes from an enumeration with raw values, such as
  /// `enum Team: String`.
  ///
  /// In all other respects, this works like the initialiser with string labels.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge; with `isDirected`, the source and the target.
  ///   - features: The features of each node, the same number for all nodes and of any floating-point
  ///     type. Convert integers first with `rows.mapValues { $0.map(Float.init) }`. Without features,
  ///     the one-hot degrees of the nodes are used.
  ///   - labels: The class of each node whose class is known; leave out all other nodes. The name of a
  ///     class is its raw value.
  ///   - featureNames: The names of the features. A classifier uses them to match the features to those
  ///     it was trained on; without names, features are matched by position.
  ///   - nodes: All nodes in the required order, or nil for the default order. Must contain every node
  ///     of the edges, features and labels.
  ///   - isDirected: Whether to keep directions instead of adding the reverse of each edge.
  ///   - name: The name of the data set.
  ///   - split: The split, with the node names of the edges; ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element, as with string labels.
  public init<Feature: BinaryFloatingPoint, Label: RawRepresentable<String>>(
    edges: [(String, String)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label], featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.rawValue),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
  }

  /// Creates a data set from named edges with weights, with classes from an enumeration with raw values,
  /// such as `enum Team: String`.
  ///
  /// In all other respects, this works like the initialiser with string labels.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge and its weight; with `isDirected`, the first two are the
  ///     source and the target.
  ///   - features: The features of each node, the same number for all nodes and of any floating-point
  ///     type. Convert integers first with `rows.mapValues { $0.map(Float.init) }`. Without features,
  ///     the one-hot degrees of the nodes are used.
  ///   - labels: The class of each node whose class is known; leave out all other nodes. The name of a
  ///     class is its raw value.
  ///   - featureNames: The names of the features. A classifier uses them to match the features to those
  ///     it was trained on; without names, features are matched by position.
  ///   - nodes: All nodes in the required order, or nil for the default order. Must contain every node
  ///     of the edges, features and labels.
  ///   - isDirected: Whether to keep directions instead of adding the reverse of each edge.
  ///   - name: The name of the data set.
  ///   - split: The split, with the node names of the edges; ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element, as with string labels.
  public init<Weight: Comparable & Numeric, Feature: BinaryFloatingPoint, Label: RawRepresentable<String>>(
    edges: [(String, String, Weight)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label], featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.rawValue),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
  }

  /// Creates a data set from edges between numbered nodes, with optional features and labels by node
  /// number.
  ///
  /// ```swift
  /// let people = try NodeDataset(edges: [(1, 2), (2, 7)], labels: [1: "x", 2: "y"])
  /// ```
  ///
  /// The numbers are names and not indices: they need not be consecutive, and the name of a node is its
  /// number in decimal digits. In all other respects, this works like the initialiser with node names.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge; with `isDirected`, the source and the target.
  ///   - features: The features of each node, the same number for all nodes and of any floating-point
  ///     type. Convert integers first with `rows.mapValues { $0.map(Float.init) }`. Without features,
  ///     the one-hot degrees of the nodes are used.
  ///   - labels: The class of each node whose class is known, a string or an integer; leave out all
  ///     other nodes. Labels are not interpreted: "NA" and "-1" are classes. Convert values of other
  ///     types first, for example with `labels.mapValues(\.name)`.
  ///   - featureNames: The names of the features. A classifier uses them to match the features to those
  ///     it was trained on; without names, features are matched by position.
  ///   - nodes: All nodes in the required order, or nil for the default order. Must contain every node
  ///     of the edges, features and labels.
  ///   - isDirected: Whether to keep directions instead of adding the reverse of each edge.
  ///   - name: The name of the data set.
  ///   - split: The split, with node numbers as strings, such as `.nodes(train: ["1", "2"])`;
  ///     ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element, as with node names.
  public init<Feature: BinaryFloatingPoint, Label: LosslessStringConvertible>(
    edges: [(Int, Int)], features: [Int: [Feature]]? = [Int: [Float]]?.none,
    labels: [Int: Label] = [Int: String](), featureNames: [String]? = nil, nodes: [Int]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(numbered: edges), features: features.map { MemoryNodes.named($0) },
      labels: MemoryNodes.named(labels.mapValues(\.description)),
      featureNames: featureNames, nodes: nodes?.map(String.init), isDirected: isDirected, name: name,
      split: split)
  }

  /// Creates a data set from weighted edges between numbered nodes, with optional features and labels by
  /// node number.
  ///
  /// ```swift
  /// let people = try NodeDataset(edges: [(1, 2, 1.5), (2, 7, 1.5)], labels: [1: "x", 2: "y"])
  /// ```
  ///
  /// The numbers are names and not indices: they need not be consecutive, and the name of a node is its
  /// number in decimal digits. In all other respects, this works like the initialiser with node names.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge and its weight; with `isDirected`, the first two are the
  ///     source and the target.
  ///   - features: The features of each node, the same number for all nodes and of any floating-point
  ///     type. Convert integers first with `rows.mapValues { $0.map(Float.init) }`. Without features,
  ///     the one-hot degrees of the nodes are used.
  ///   - labels: The class of each node whose class is known, a string or an integer; leave out all
  ///     other nodes. Labels are not interpreted: "NA" and "-1" are classes. Convert values of other
  ///     types first, for example with `labels.mapValues(\.name)`.
  ///   - featureNames: The names of the features. A classifier uses them to match the features to those
  ///     it was trained on; without names, features are matched by position.
  ///   - nodes: All nodes in the required order, or nil for the default order. Must contain every node
  ///     of the edges, features and labels.
  ///   - isDirected: Whether to keep directions instead of adding the reverse of each edge.
  ///   - name: The name of the data set.
  ///   - split: The split, with node numbers as strings, such as `.nodes(train: ["1", "2"])`;
  ///     ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element, as with node names.
  public init<Weight: Comparable & Numeric, Feature: BinaryFloatingPoint, Label: LosslessStringConvertible>(
    edges: [(Int, Int, Weight)], features: [Int: [Feature]]? = [Int: [Float]]?.none,
    labels: [Int: Label] = [Int: String](), featureNames: [String]? = nil, nodes: [Int]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(numbered: edges), features: features.map { MemoryNodes.named($0) },
      labels: MemoryNodes.named(labels.mapValues(\.description)),
      featureNames: featureNames, nodes: nodes?.map(String.init), isDirected: isDirected, name: name,
      split: split)
  }

  private init(
    _ edges: MemoryEdges, features: [String: [some BinaryFloatingPoint]]?, labels: [String: String],
    featureNames: [String]?, nodes: [String]?, isDirected: Bool, name: String, split: SplitRule?
  ) throws(DataError) {
    let parts = MemoryNodes(
      edges: edges, names: try edges.nodes(features: features, labels: labels, nodes: nodes), given: nodes)
    do throws(DataError) {
      let source = parts.source(labels: features == nil ? labels : [:])
      var join = try NodeJoin(
        edges: source,
        features: try features.map { (rows) throws(DataError) in try parts.table(of: rows, labels: labels) },
        labels: labels.isEmpty ? nil : try parts.source(of: labels), options: ReadingOptions())
      try self.init(
        &join, path: source.path, mayHaveNoEdges: false, directed: isDirected, argument: "isDirected",
        name: name, split: split)
      if let featureNames {
        guard features != nil, featureNames.count == featureCount else {
          throw DataError(
            .badData,
            features == nil
              ? "there are feature names but no features"
              : "expected \(featureCount) names, one per feature, found \(featureNames.count)",
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

/// Edges in memory, with nodes numbered in order of first appearance.
private struct MemoryEdges {
  private(set) var names = IdentifierTable()
  private(set) var table = EdgeTable()
  /// Whether names are numbers, which are written without quotes in the places of errors.
  private var isNumbered = false

  init(_ edges: [(String, String)]) {
    table.reserve(edges.count, isWeighted: false)
    for (source, target) in edges { append(source, target) }
  }

  init<Weight: Comparable & Numeric>(_ edges: [(String, String, Weight)]) throws(DataError) {
    table.reserve(edges.count, isWeighted: true)
    for (index, edge) in edges.enumerated() { try append(edge.0, edge.1, edge.2, index) }
  }

  init(numbered edges: [(Int, Int)]) {
    isNumbered = true
    table.reserve(edges.count, isWeighted: false)
    for (source, target) in edges { append(String(source), String(target)) }
  }

  init<Weight: Comparable & Numeric>(numbered edges: [(Int, Int, Weight)]) throws(DataError) {
    isNumbered = true
    table.reserve(edges.count, isWeighted: true)
    for (index, edge) in edges.enumerated() { try append(String(edge.0), String(edge.1), edge.2, index) }
  }

  private mutating func append(_ source: String, _ target: String) {
    table.append(names.insert(source).index, names.insert(target).index)
  }

  private mutating func append(
    _ source: String, _ target: String, _ weight: some Comparable & Numeric, _ index: Int
  ) throws(DataError) {
    guard let number = Self.number(weight), number.isFinite else {
      throw DataError(
        .badData, "the weight is \(String(describing: weight)); expected a finite number",
        at: .argument("edges[\(index)]"))
    }
    table.append(names.insert(source).index, names.insert(target).index, weight: number)
  }

  /// Converts a weight of any type to a number. Returns nil if the type is neither a floating-point nor
  /// an integer type and its description is not a number.
  private static func number(_ weight: some Comparable & Numeric) -> Double? {
    switch weight {
    case let weight as Double: weight
    case let weight as any BinaryFloatingPoint: Double(weight)
    case let weight as any BinaryInteger: Double(weight)
    default: Double(String(describing: weight))
    }
  }

  /// Returns the place of a node's element in an argument that is indexed by name.
  func place(_ argument: String, _ name: String) -> DataError.Place {
    let quote = isNumbered ? "" : "\""
    return .argument("\(argument)[\(quote)\(name.prefix(40))\(quote)]")
  }

  /// Returns the place of the first edge with a node, given by its index among the names of the edges.
  func place(ofNode node: Int32) -> DataError.Place {
    let edge = table.sources.indices.first { table.sources[$0] == node || table.targets[$0] == node }
    return .argument("edges[\(edge ?? 0)]")
  }

  /// Returns all nodes in their final order: `nodes`, or else those of the edges followed by the others,
  /// sorted by name. Throws if a name is not in `nodes`, or if it differs from another one only in
  /// normalisation, surrounding whitespace or decimal notation.
  func nodes(
    features: [String: [some BinaryFloatingPoint]]?, labels: [String: String], nodes: [String]?
  ) throws(DataError) -> IdentifierTable {
    var all = names
    if let nodes { all = try Self.table(of: nodes) }
    var likeness: IdentifierLikeness?
    func check(_ name: String, _ place: @autoclosure () -> DataError.Place) throws(DataError) {
      guard all.index(of: name) == nil else { return }
      let known = likeness ?? IdentifierLikeness(all)
      likeness = known
      if let like = known.like(name) { throw .alike(name, like, at: place()) }
      guard nodes != nil else { return }
      throw DataError(
        .badData, "'\(name.prefix(40))' is not in nodes; is the name misspelled?", at: place(),
        hint: "nodes must contain every node of edges, features and labels")
    }
    if nodes != nil {
      for node in 0..<Int32(names.count) { try check(names.name(Int(node)), place(ofNode: node)) }
    }
    var others: [String] = []
    for (argument, keys) in [
      ("features", features.map { Array($0.keys) } ?? []), ("labels", Array(labels.keys)),
    ] {
      for name in keys.filter({ all.index(of: $0) == nil }).sorted(by: Self.precedes) {
        try check(name, place(argument, name))
        others.append(name)
      }
    }
    for name in others.sorted(by: Self.precedes) { _ = all.insert(name) }
    return all
  }

  private static func precedes(_ name: String, _ other: String) -> Bool {
    name.utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Returns a table of `nodes`. Throws if there is a duplicate.
  private static func table(of nodes: [String]) throws(DataError) -> IdentifierTable {
    var table = IdentifierTable(forBytes: 16 * nodes.count)
    for (index, name) in nodes.enumerated() {
      let (earlier, isNew) = table.insert(name)
      guard isNew else {
        throw DataError(
          .badData, "duplicate node '\(name.prefix(40))', the same as nodes[\(earlier)]",
          at: .argument("nodes[\(index)]"))
      }
    }
    return table
  }
}

/// The nodes of a data set in memory, in their final order.
private struct MemoryNodes {
  let edges: MemoryEdges
  let names: IdentifierTable
  /// The nodes that the caller specified, if any.
  let given: [String]?

  /// Returns the same values with the decimal digits of the numbers as keys.
  static func named<Value>(_ values: [Int: Value]) -> [String: Value] {
    Dictionary(uniqueKeysWithValues: values.map { (String($0.key), $0.value) })
  }

  /// Returns the edges in the form that file readers produce, with a note about nodes that only `labels`
  /// names.
  func source(labels: [String: String]) -> EdgeSource {
    var table = edges.table
    if given != nil {
      _ = table.renumber((0..<edges.names.count).map { names.index(of: edges.names.name($0)) ?? -1 })
    }
    var source = EdgeSource(path: "edges", nodes: .named(names), edges: table)
    source.notes.append(likenessIn: names, path: source.path)
    let isolated = (0..<names.count).map { names.name($0) }.filter {
      edges.names.index(of: $0) == nil && labels[$0] != nil
    }
    if !isolated.isEmpty {
      source.notes.append(
        NodeJoin.note(
          ofNodesWithoutEdges: isolated, areAll: isolated.count == labels.count, path: source.path,
          labelPath: "labels"))
    }
    return source
  }

  /// Returns features by name as a table in the order of the nodes.
  func table<Feature: BinaryFloatingPoint>(of features: [String: [Feature]], labels: [String: String])
    throws(DataError) -> FeatureTable
  {
    // The usual types have separate loops, because a generic loop over numbers is far slower.
    if let features = features as? [String: [Float]] { return try table(features, labels) { $0 } }
    if let features = features as? [String: [Double]] { return try table(features, labels) { Float($0) } }
    return try table(features, labels) { Float($0) }
  }

  private func table<Feature: BinaryFloatingPoint>(
    _ features: [String: [Feature]], _ labels: [String: String], _ number: (Feature) -> Float
  ) throws(DataError) -> FeatureTable {
    var rows = FeatureRows()
    var first: (name: String, count: Int)?
    for node in 0..<names.count {
      let name = names.name(node)
      guard let row = features[name] else { throw withoutFeatures(name, labels) }
      let expected = first ?? (name, row.count)
      first = expected
      guard row.count == expected.count, !row.isEmpty else {
        throw DataError(
          .badData,
          row.isEmpty
            ? "expected at least one feature, found none"
            : "expected \(expected.count) features as for node '\(expected.name.prefix(40))', found \(row.count)",
          at: edges.place("features", name))
      }
      for (column, value) in row.enumerated() {
        let feature = number(value)
        guard feature.isFinite else {
          throw DataError(
            .badData,
            value.isFinite
              ? "feature \(column) is \(Double(value)), which is too large for single precision"
              : "feature \(column) is \(Double(value)); expected a finite number",
            at: edges.place("features", name))
        }
        rows.append(column: Int32(column), value: feature)
      }
      rows.endRow()
    }
    return FeatureTable(
      path: "features", features: rows.finish(columnCount: first?.count ?? 0), identifiers: names)
  }

  /// Returns the error for a node without features, at the place where the node occurs.
  private func withoutFeatures(_ name: String, _ labels: [String: String]) -> DataError {
    let place: DataError.Place =
      if let node = edges.names.index(of: name) {
        edges.place(ofNode: node)
      } else if labels[name] != nil {
        edges.place("labels", name)
      } else {
        .argument("nodes[\(names.index(of: name) ?? 0)]")
      }
    return DataError(
      .badData, "'\(name.prefix(40))' has no features; is the name misspelled?", at: place,
      hint: "give features for every node, or for none to use one-hot degrees")
  }

  /// Returns labels by name as a column in the order of the nodes. Throws if a label is empty.
  func source(of labels: [String: String]) throws(DataError) -> LabelSource {
    var column = LabelColumn()
    for node in 0..<names.count {
      let name = names.name(node)
      if labels[name]?.isEmpty == true {
        throw DataError(
          .badData, "the label is empty; leave out nodes whose class is unknown",
          at: edges.place("labels", name))
      }
      column.append(literal: labels[name])
    }
    return LabelSource(path: "labels", identifiers: names, labels: column)
  }
}

extension DataError.Place {
  /// The place with the argument name that the readers use as a path.
  fileprivate var inMemory: DataError.Place {
    switch self {
    case .file(let name): .argument(name)
    default: self
    }
  }
}
