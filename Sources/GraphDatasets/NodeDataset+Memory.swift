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
  /// With `nodes` the nodes are in that order. Without it they are those of the edges in the order of their first appearance, then
  /// those that only features or labels name, in the order of their names. Predictions and all other arrays of a value for every
  /// node are in the order of ``nodeIdentifiers``, not in that of the caller's own arrays.
  ///
  /// Edges count once however often they are given, in either direction unless `isDirected`; a self-loop stays. Classes are
  /// numbered in the order of their names.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge; with `isDirected` the source and the target.
  ///   - features: the features of every node, equally many for all, of any floating-point type; integers are converted
  ///     first, `rows.mapValues { $0.map(Float.init) }`. Without features nodes have their one-hot degree.
  ///   - labels: the class of every node whose class is known, a string or an integer; nodes whose class is not known are left out.
  ///     Labels are taken as they are: "NA" and "-1" are classes. Values of other types are converted first,
  ///     `labels.mapValues(\.name)`.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by
  ///     position.
  ///   - nodes: all nodes, in the order that they are to have; without them the order above. Must have every name of the
  ///     edges, features and labels.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given; nodes are named as in the edges.
  /// - Throws: ``DataError`` that names the element: where there are no edges, a node has no features, features differ in number
  ///   or are not finite, a label is empty, `nodes` lacks a name or has a duplicate, two names differ only in Unicode normalisation
  ///   or in blanks around them, or the split is impossible.
  public init<Feature: BinaryFloatingPoint, Label: LosslessStringConvertible>(
    edges: [(String, String)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label] = [String: String](), featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.description),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
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
  /// The same as edges without weights, except for repeated edges. Those of one direction have their weights added up. Unless
  /// `isDirected`, those of both directions do, too: `("ada", "bob", 1)` and `("bob", "ada", 2)` are one edge of weight 3. Only
  /// where all edges are given in both directions, each with one weight for both, they keep that weight instead of twice as much:
  /// these are the edges of an undirected graph, listed both ways. Weights that differ by rounding in single precision count as
  /// one, their mean. Self-loops play no part in that. An edge of weight 0 is none. ``notes`` say where weights were added up,
  /// averaged or left out.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge and its weight, of any floating-point or integer type; with `isDirected` the source and
  ///     the target come first.
  ///   - features: the features of every node, equally many for all, of any floating-point type; integers are converted
  ///     first, `rows.mapValues { $0.map(Float.init) }`. Without features nodes have their one-hot degree.
  ///   - labels: the class of every node whose class is known, a string or an integer; nodes whose class is not known are left out.
  ///     Labels are taken as they are: "NA" and "-1" are classes. Values of other types are converted first,
  ///     `labels.mapValues(\.name)`.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by
  ///     position.
  ///   - nodes: all nodes, in the order that they are to have; without them the order above. Must have every name of the
  ///     edges, features and labels.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given; nodes are named as in the edges.
  /// - Throws: ``DataError`` that names the element, as without weights, and where a weight is not finite.
  public init<Weight: Comparable & Numeric, Feature: BinaryFloatingPoint, Label: LosslessStringConvertible>(
    edges: [(String, String, Weight)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label] = [String: String](), featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.description),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
  }

  /// Creates a data set from named edges whose classes are those of an enumeration with raw values, such as
  /// `enum Team: String`.
  ///
  /// All else is as with labels that are strings.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge; with `isDirected` the source and the target.
  ///   - features: the features of every node, equally many for all, of any floating-point type; integers are converted
  ///     first, `rows.mapValues { $0.map(Float.init) }`. Without features nodes have their one-hot degree.
  ///   - labels: the class of every node whose class is known, called by its raw value; nodes whose class is not known are left out.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by
  ///     position.
  ///   - nodes: all nodes, in the order that they are to have; without them the order above. Must have every name of the
  ///     edges, features and labels.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given; nodes are named as in the edges.
  /// - Throws: ``DataError`` that names the element, as with labels that are strings.
  public init<Feature: BinaryFloatingPoint, Label: RawRepresentable<String>>(
    edges: [(String, String)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label], featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.rawValue),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
  }

  /// Creates a data set from named edges with weights whose classes are those of an enumeration with raw values, such as
  /// `enum Team: String`.
  ///
  /// All else is as with labels that are strings.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge and its weight; with `isDirected` the source and the target come first.
  ///   - features: the features of every node, equally many for all, of any floating-point type; integers are converted
  ///     first, `rows.mapValues { $0.map(Float.init) }`. Without features nodes have their one-hot degree.
  ///   - labels: the class of every node whose class is known, called by its raw value; nodes whose class is not known are left out.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by
  ///     position.
  ///   - nodes: all nodes, in the order that they are to have; without them the order above. Must have every name of the
  ///     edges, features and labels.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given; nodes are named as in the edges.
  /// - Throws: ``DataError`` that names the element, as with labels that are strings.
  public init<Weight: Comparable & Numeric, Feature: BinaryFloatingPoint, Label: RawRepresentable<String>>(
    edges: [(String, String, Weight)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label], featureNames: [String]? = nil, nodes: [String]? = nil,
    isDirected: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.rawValue),
      featureNames: featureNames, nodes: nodes, isDirected: isDirected, name: name, split: split)
  }

  /// Creates a data set of nodes with numbers from edges, and from features and labels by the numbers of nodes.
  ///
  /// ```swift
  /// let people = try NodeDataset(edges: [(1, 2), (2, 7)], labels: [1: "x", 2: "y"])
  /// ```
  ///
  /// The numbers are names, not places: there need not be nodes of all numbers, and a node is called by its decimal digits. The
  /// same otherwise as with names.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge; with `isDirected` the source and the target.
  ///   - features: the features of every node, equally many for all, of any floating-point type; integers are converted
  ///     first, `rows.mapValues { $0.map(Float.init) }`. Without features nodes have their one-hot degree.
  ///   - labels: the class of every node whose class is known, a string or an integer; nodes whose class is not known are left out.
  ///     Labels are taken as they are: "NA" and "-1" are classes. Values of other types are converted first,
  ///     `labels.mapValues(\.name)`.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by
  ///     position.
  ///   - nodes: all nodes, in the order that they are to have; without them the order above. Must have every name of the
  ///     edges, features and labels.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given; nodes are named by their digits, `.nodes(train: ["1", "2"])`.
  /// - Throws: ``DataError`` that names the element, as with names.
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

  /// Creates a data set of nodes with numbers from edges with weights, and from features and labels by the numbers of nodes.
  ///
  /// ```swift
  /// let people = try NodeDataset(edges: [(1, 2, 1.5), (2, 7, 1.5)], labels: [1: "x", 2: "y"])
  /// ```
  ///
  /// The numbers are names, not places: there need not be nodes of all numbers, and a node is called by its decimal digits. The
  /// same otherwise as with names.
  ///
  /// - Parameters:
  ///   - edges: the two ends of every edge and its weight; with `isDirected` the source and the target come first.
  ///   - features: the features of every node, equally many for all, of any floating-point type; integers are converted
  ///     first, `rows.mapValues { $0.map(Float.init) }`. Without features nodes have their one-hot degree.
  ///   - labels: the class of every node whose class is known, a string or an integer; nodes whose class is not known are left out.
  ///     Labels are taken as they are: "NA" and "-1" are classes. Values of other types are converted first,
  ///     `labels.mapValues(\.name)`.
  ///   - featureNames: the names of the features, by which a classifier joins them to its own; without them they are joined by
  ///     position.
  ///   - nodes: all nodes, in the order that they are to have; without them the order above. Must have every name of the
  ///     edges, features and labels.
  ///   - isDirected: keeps directions instead of adding the reverse of every edge.
  ///   - name: what the data set is called.
  ///   - split: ``SplitRule/standard`` unless given; nodes are named by their digits, `.nodes(train: ["1", "2"])`.
  /// - Throws: ``DataError`` that names the element, as with names.
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
private struct MemoryEdges {
  private(set) var names = IdentifierTable()
  private(set) var table = EdgeTable()
  /// Whether names are numbers, which stand in places without quotes.
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
        .badData, "the weight is \(String(describing: weight)), a finite number was expected",
        at: .argument("edges[\(index)]"))
    }
    table.append(names.insert(source).index, names.insert(target).index, weight: number)
  }

  /// The number that a weight of any type is; nil where its type is neither of floating-point numbers nor of integers nor writes
  /// its values as such.
  private static func number(_ weight: some Comparable & Numeric) -> Double? {
    switch weight {
    case let weight as Double: weight
    case let weight as any BinaryFloatingPoint: Double(weight)
    case let weight as any BinaryInteger: Double(weight)
    default: Double(String(describing: weight))
    }
  }

  /// An element of an argument that a node has by its name.
  func place(_ argument: String, _ name: String) -> DataError.Place {
    let quote = isNumbered ? "" : "\""
    return .argument("\(argument)[\(quote)\(name.prefix(40))\(quote)]")
  }

  /// The first edge that names a node, by its place among the names of the edges.
  func place(ofNode node: Int32) -> DataError.Place {
    let edge = table.sources.indices.first { table.sources[$0] == node || table.targets[$0] == node }
    return .argument("edges[\(edge ?? 0)]")
  }

  /// All nodes in their final order: `nodes`, or else those of the edges, then the others by their names. Throws where a name is not
  /// among `nodes`, or differs from another one only in ways that are not meant.
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
        .badData, "'\(name.prefix(40))' is not among nodes; is the name misspelled?", at: place(),
        hint: "nodes has the name of every node that edges, features and labels name")
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

  /// The names of `nodes`. Throws where there is a duplicate.
  private static func table(of nodes: [String]) throws(DataError) -> IdentifierTable {
    var table = IdentifierTable(forBytes: 16 * nodes.count)
    for (index, name) in nodes.enumerated() {
      let (earlier, isNew) = table.insert(name)
      guard isNew else {
        throw DataError(
          .badData, "'\(name.prefix(40))' is a duplicate of nodes[\(earlier)]",
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
  /// The nodes that the caller named.
  let given: [String]?

  /// The same values by the digits of the numbers.
  static func named<Value>(_ values: [Int: Value]) -> [String: Value] {
    Dictionary(uniqueKeysWithValues: values.map { (String($0.key), $0.value) })
  }

  /// The edges as a reader of files yields them, with a note of the nodes that only `labels` name.
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

  /// Features by name as a table in the order of the nodes.
  func table<Feature: BinaryFloatingPoint>(of features: [String: [Feature]], labels: [String: String])
    throws(DataError) -> FeatureTable
  {
    // The usual types by themselves: a loop over numbers of any type is far slower.
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
            ? "there are no features, at least one was expected"
            : "expected \(expected.count) features as of node '\(expected.name.prefix(40))', found \(row.count)",
          at: edges.place("features", name))
      }
      for (column, value) in row.enumerated() {
        let feature = number(value)
        guard feature.isFinite else {
          throw DataError(
            .badData,
            value.isFinite
              ? "feature \(column) is \(Double(value)), which single precision cannot hold"
              : "feature \(column) is \(Double(value)), a finite number was expected",
            at: edges.place("features", name))
        }
        rows.append(column: Int32(column), value: feature)
      }
      rows.endRow()
    }
    return FeatureTable(
      path: "features", features: rows.finish(columnCount: first?.count ?? 0), identifiers: names)
  }

  /// The error of a node that features do not name, at what does name it.
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
      hint: "give every node a row of features, or none to any: then nodes have their one-hot degree")
  }

  /// Labels by name as a column in the order of the nodes. Throws where one is empty.
  func source(of labels: [String: String]) throws(DataError) -> LabelSource {
    var column = LabelColumn()
    for node in 0..<names.count {
      let name = names.name(node)
      if labels[name]?.isEmpty == true {
        throw DataError(
          .badData, "the label is empty; leave the node out of labels where its class is not known",
          at: edges.place("labels", name))
      }
      column.append(literal: labels[name])
    }
    return LabelSource(path: "labels", identifiers: names, labels: column)
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
