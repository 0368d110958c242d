// SPDX-License-Identifier: Apache-2.0

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
  /// An edge that is given repeatedly counts once, in either direction unless `directed` is true.
  /// Self-loops are kept. Classes are numbered in the order of their names.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge; with `directed`, the source and the target.
  ///   - features: The features of each node, the same number for all nodes and of any floating-point
  ///     or integer type. Without features, the one-hot degrees of the nodes are used.
  ///   - labels: The class of each node whose class is known, a string, an integer or an enumeration
  ///     with raw values; leave out all other nodes, for example with `compactMapValues { $0 }`. Labels
  ///     are not interpreted: "NA" and "-1" are classes. Convert values of other types first, for
  ///     example with `labels.mapValues(\.name)`.
  ///   - featureNames: The names of the features. A classifier uses them to match the features to those
  ///     it was trained on; without names, features are matched by position.
  ///   - nodes: All nodes in the required order, or nil for the default order. Must contain every node
  ///     of the edges, features and labels.
  ///   - directed: Whether to keep directions instead of adding the reverse of each edge.
  ///   - name: The name of the data set.
  ///   - split: The split, with the node names of the edges; ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element if there are no edges, a node has no features,
  ///   features differ in number or are not finite, a label is empty, `nodes` lacks a name or has a
  ///   duplicate, two names differ only in Unicode normalisation or surrounding whitespace, or the split
  ///   is impossible.
  public init<Feature: Comparable & Numeric, Label: LosslessStringConvertible>(
    edges: [(String, String)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label] = [String: String](), featureNames: [String]? = nil, nodes: [String]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.description),
      featureNames: featureNames, nodes: nodes, directed: directed, name: name, split: split)
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
  /// edges in the same direction are added. Unless `directed` is true, so are those of opposite
  /// directions: `("ada", "bob", 1)` and `("bob", "ada", 2)` become one edge of weight 3. There is one
  /// exception: if every edge is given in both directions with the same weight, the list is an
  /// undirected graph written both ways, so each edge keeps its weight instead of getting twice as much.
  /// Weights that differ only by rounding in single precision count as equal and are replaced by their
  /// mean. Self-loops are ignored in this comparison. Edges of weight 0 are ignored. ``notes`` report
  /// where weights were added, averaged or ignored.
  ///
  /// The other parameters are those of the initialiser for named edges without weights.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge and its weight, of any floating-point or integer type; with
  ///     `directed`, the first two are the source and the target.
  /// - Throws: ``DataError`` that names the element, as without weights, and also if a weight is not
  ///   finite.
  public init<Weight: Comparable & Numeric, Feature: Comparable & Numeric, Label: LosslessStringConvertible>(
    edges: [(String, String, Weight)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label] = [String: String](), featureNames: [String]? = nil, nodes: [String]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.description),
      featureNames: featureNames, nodes: nodes, directed: directed, name: name, split: split)
  }

  /// Creates a data set from named edges, with classes from an enumeration with raw values, such as
  /// `enum Team: String`.
  ///
  /// In all other respects, this works like the initialiser with string labels.
  ///
  /// The other parameters are those of the initialiser for named edges without weights.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge; with `directed`, the source and the target.
  ///   - labels: The class of each node whose class is known; leave out all other nodes. The name of a
  ///     class is its raw value.
  /// - Throws: ``DataError`` that names the element, as with string labels.
  public init<Feature: Comparable & Numeric, Label: RawRepresentable>(
    edges: [(String, String)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label], featureNames: [String]? = nil, nodes: [String]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) where Label.RawValue: LosslessStringConvertible {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.rawValue.description),
      featureNames: featureNames, nodes: nodes, directed: directed, name: name, split: split)
  }

  /// Creates a data set from named edges with weights, with classes from an enumeration with raw values,
  /// such as `enum Team: String`.
  ///
  /// In all other respects, this works like the initialiser with string labels.
  ///
  /// The other parameters are those of the initialiser for named edges without weights.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge and its weight; with `directed`, the first two are the
  ///     source and the target.
  ///   - labels: The class of each node whose class is known; leave out all other nodes. The name of a
  ///     class is its raw value.
  /// - Throws: ``DataError`` that names the element, as with string labels.
  public init<Weight: Comparable & Numeric, Feature: Comparable & Numeric, Label: RawRepresentable>(
    edges: [(String, String, Weight)], features: [String: [Feature]]? = [String: [Float]]?.none,
    labels: [String: Label], featureNames: [String]? = nil, nodes: [String]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) where Label.RawValue: LosslessStringConvertible {
    try self.init(
      MemoryEdges(edges), features: features, labels: labels.mapValues(\.rawValue.description),
      featureNames: featureNames, nodes: nodes, directed: directed, name: name, split: split)
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
  /// The other parameters are those of the initialiser for named edges without weights.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge; with `directed`, the source and the target.
  ///   - split: The split, with node numbers as strings, such as `.nodes(train: ["1", "2"])`;
  ///     ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element, as with node names.
  public init<Feature: Comparable & Numeric, Label: LosslessStringConvertible>(
    edges: [(Int, Int)], features: [Int: [Feature]]? = [Int: [Float]]?.none,
    labels: [Int: Label] = [Int: String](), featureNames: [String]? = nil, nodes: [Int]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(numbered: edges), features: features.map { MemoryNodes.named($0) },
      labels: MemoryNodes.named(labels.mapValues(\.description)),
      featureNames: featureNames, nodes: nodes?.map(String.init), directed: directed, name: name,
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
  /// The other parameters are those of the initialiser for named edges without weights.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge and its weight; with `directed`, the first two are the
  ///     source and the target.
  ///   - split: The split, with node numbers as strings, such as `.nodes(train: ["1", "2"])`;
  ///     ``SplitRule/standard`` by default.
  /// - Throws: ``DataError`` that names the element, as with node names.
  public init<Weight: Comparable & Numeric, Feature: Comparable & Numeric, Label: LosslessStringConvertible>(
    edges: [(Int, Int, Weight)], features: [Int: [Feature]]? = [Int: [Float]]?.none,
    labels: [Int: Label] = [Int: String](), featureNames: [String]? = nil, nodes: [Int]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) {
    try self.init(
      MemoryEdges(numbered: edges), features: features.map { MemoryNodes.named($0) },
      labels: MemoryNodes.named(labels.mapValues(\.description)),
      featureNames: featureNames, nodes: nodes?.map(String.init), directed: directed, name: name,
      split: split)
  }

  /// Creates a data set from edges between numbered nodes, with classes from an enumeration with raw
  /// values, such as `enum Team: String`.
  ///
  /// In all other respects, this works like the initialiser for numbered nodes with string labels.
  ///
  /// The other parameters are those of the initialiser for named edges without weights.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge; with `directed`, the source and the target.
  ///   - labels: The class of each node whose class is known; leave out all other nodes. The name of a
  ///     class is its raw value.
  /// - Throws: ``DataError`` that names the element, as with string labels.
  public init<Feature: Comparable & Numeric, Label: RawRepresentable>(
    edges: [(Int, Int)], features: [Int: [Feature]]? = [Int: [Float]]?.none,
    labels: [Int: Label], featureNames: [String]? = nil, nodes: [Int]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) where Label.RawValue: LosslessStringConvertible {
    try self.init(
      edges: edges, features: features, labels: labels.mapValues(\.rawValue.description),
      featureNames: featureNames, nodes: nodes, directed: directed, name: name, split: split)
  }

  /// Creates a data set from weighted edges between numbered nodes, with classes from an enumeration with raw
  /// values, such as `enum Team: String`.
  ///
  /// In all other respects, this works like the initialiser for numbered nodes with string labels.
  ///
  /// The other parameters are those of the initialiser for named edges without weights.
  ///
  /// - Parameters:
  ///   - edges: The two ends of each edge and its weight; with `directed`, the first two are the
  ///     source and the target.
  ///   - labels: The class of each node whose class is known; leave out all other nodes. The name of a
  ///     class is its raw value.
  /// - Throws: ``DataError`` that names the element, as with string labels.
  public init<Weight: Comparable & Numeric, Feature: Comparable & Numeric, Label: RawRepresentable>(
    edges: [(Int, Int, Weight)], features: [Int: [Feature]]? = [Int: [Float]]?.none,
    labels: [Int: Label], featureNames: [String]? = nil, nodes: [Int]? = nil,
    directed: Bool = false, name: String = "graph", split: SplitRule? = nil
  ) throws(DataError) where Label.RawValue: LosslessStringConvertible {
    try self.init(
      edges: edges, features: features, labels: labels.mapValues(\.rawValue.description),
      featureNames: featureNames, nodes: nodes, directed: directed, name: name, split: split)
  }

  private init(
    _ edges: MemoryEdges, features: [String: [some Comparable & Numeric]]?, labels: [String: String],
    featureNames: [String]?, nodes: [String]?, directed: Bool, name: String, split: SplitRule?
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
        &join, path: source.path, mayHaveNoEdges: false, directed: directed,
        name: name, split: split)
      if let featureNames {
        guard features != nil, featureNames.count == featureCount else {
          throw DataError(
            .badData,
            features == nil
              ? "there are feature names but no features"
              : "expected \(featureCount.counted("name")), one per feature, found \(featureNames.count)",
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

extension DataError.Place {
  /// The place with the argument name that the readers use as a path.
  fileprivate var inMemory: DataError.Place {
    switch self {
    case .file(let name): .argument(name)
    default: self
    }
  }
}
