// SPDX-License-Identifier: Apache-2.0

public import GraphCore

extension NodeDataset {
  /// Creates a data set from a graph, features and computed labels.
  ///
  /// Traps if the graph, features, labels, identifiers and hypergraph do not have the same number of
  /// nodes.
  ///
  /// - Parameters:
  ///   - name: The name of the data set.
  ///   - graph: The edges.
  ///   - hypergraph: The hyperedges, if the data has any; `graph` then joins the nodes of each
  ///     hyperedge.
  ///   - features: The features, one row per node.
  ///   - labels: The class of each node, an index of `classNames`; nil if it is unknown.
  ///   - classNames: The names of the classes.
  ///   - nodeIdentifiers: The names of the nodes; "0", "1", ... by default.
  ///   - publishedSplit: A split that was published with the data.
  ///   - split: The split. By default the published split, or ``SplitRule/standard`` if there is none.
  /// - Throws: ``DataError`` that names the node if a label is not in 0..<classNames.count, a feature is
  ///   not finite, or a split contains a node that does not exist or has no label.
  @_disfavoredOverload
  public init(
    name: String, graph: Graph, hypergraph: Hypergraph? = nil, features: FeatureMatrix, labels: [Int?],
    classNames: [String], nodeIdentifiers: NodeIdentifiers? = nil, publishedSplit: NodeSplit? = nil,
    split: SplitRule? = nil
  ) throws(DataError) {
    var codes = [Int32]()
    codes.reserveCapacity(labels.count)
    for (node, label) in labels.enumerated() {
      guard label.map({ $0 >= 0 && $0 < classNames.count }) ?? true else {
        throw DataError(
          .badData, "label \(label ?? -1) of node \(node) is not in 0..<\(classNames.count)",
          at: .argument("labels"), hint: "use nil for a node whose label is unknown")
      }
      codes.append(label.map { Int32($0) } ?? -1)
    }
    if !features.isFinite {
      let node = features.firstRowThatIsNotFinite
      throw DataError(
        .badData, "a feature of node \(node.map(String.init) ?? "?") is not finite",
        at: .argument("features"))
    }
    for (argument, given) in [("publishedSplit", publishedSplit), ("split", split?.explicitNodes)] {
      if let node = given?.firstNode(outside: labels.count) {
        throw DataError(
          .badData, "node \(node) is not in 0..<\(labels.count)", at: .argument(argument))
      }
    }
    let dataset = NodeDataset(
      name: name, graph: graph, hypergraph: hypergraph, features: features, labels: codes,
      classNames: classNames, nodeIdentifiers: nodeIdentifiers, publishedSplit: publishedSplit)
    self = try split.map { (rule) throws(DataError) in try dataset.withSplit(rule) } ?? dataset
  }
}

extension FeatureMatrix {
  /// The first row with a number that is not finite, or nil if all numbers are finite.
  fileprivate var firstRowThatIsNotFinite: Int? {
    switch self {
    case .dense(let tensor):
      let width = max(1, featureCount)
      return tensor.scalars.firstIndex { !$0.isFinite }.map { $0 / width }
    case .sparse(let matrix):
      guard let entry = matrix.values.firstIndex(where: { !$0.isFinite }) else { return nil }
      return (0..<matrix.rowCount).first { matrix.pattern.rowOffsets[$0 + 1] > entry }
    }
  }
}

extension SplitRule {
  /// The nodes of an explicit split; nil for other rules.
  fileprivate var explicitNodes: NodeSplit? { if case .explicit(let split) = self { split } else { nil } }
}
