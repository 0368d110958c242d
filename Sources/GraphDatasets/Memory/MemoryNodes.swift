// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The nodes of a data set in memory, in their final order.
struct MemoryNodes {
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
  func table<Feature: Comparable & Numeric>(of features: [String: [Feature]], labels: [String: String])
    throws(DataError) -> FeatureTable
  {
    // The usual types have separate loops, because a generic loop over numbers is far slower.
    if let features = features as? [String: [Float]] { return try table(features, labels) { Double($0) } }
    if let features = features as? [String: [Double]] { return try table(features, labels) { $0 } }
    if let features = features as? [String: [Int]] { return try table(features, labels) { Double($0) } }
    return try table(features, labels) { MemoryNumber.double($0) ?? .nan }
  }

  private func table<Feature>(
    _ features: [String: [Feature]], _ labels: [String: String], _ number: (Feature) -> Double
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
            : "expected \(expected.count.counted("feature")) as for node '\(expected.name.prefix(40))', found \(row.count)",
          at: edges.place("features", name))
      }
      for (column, value) in row.enumerated() {
        let value = number(value)
        let feature = Float(value)
        guard feature.isFinite else {
          throw DataError(
            .badData,
            value.isFinite
              ? "feature \(column) is \(value), which is too large for single precision"
              : "feature \(column) is \(value); expected a finite number",
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
