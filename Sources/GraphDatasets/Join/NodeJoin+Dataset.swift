// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

extension NodeJoin {
  /// Reads the files of features and labels, if any, and joins them with the file of edges.
  init(
    edges: EdgeSource, featuresAt featurePath: String?, labelsAt labelPath: String?, options: ReadingOptions
  ) throws(DataError) {
    let features = try featurePath.map { (path) throws(DataError) in
      try FeatureFile.read(path, options: options)
    }
    let labels = try labelPath.map { (path) throws(DataError) in
      try LabelFile.read(path, options: options.labels, areNumbers: options.labelsAreNumbers)
    }
    try self.init(edges: edges, features: features, labels: labels, options: options)
  }

  /// Returns the members of hyperedges in the final numbering. Throws if no hyperedge has any nodes
  /// left.
  func renumbered(_ hyperedges: [[Int32]], path: String) throws(DataError) -> [[Int32]] {
    let lists = hyperedges.map { $0.map { numbers[Int($0)] }.filter { $0 >= 0 } }.filter { !$0.isEmpty }
    guard !lists.isEmpty else {
      throw DataError(.badData, "has no hyperedges with known nodes", at: .file(path))
    }
    return lists
  }

  /// Returns the data set of the joined nodes with `graph`, or with the clique expansion of `hypergraph`
  /// if `graph` is nil. Without features, nodes get one-hot degrees.
  func dataset(
    name: String, graph: LazyGraph?, hypergraph: Hypergraph?, path: String,
    publishedSplit: NodeSplit? = nil, notes graphNotes: [DataNote] = []
  ) throws(DataError) -> NodeDataset {
    guard let graph = graph ?? hypergraph.map({ LazyGraph(expansionOf: $0) }) else {
      fatalError("NodeJoin: neither a graph nor a hypergraph")
    }
    guard identifiers.count > 0 else { throw DataError(.badData, "has no nodes", at: .file(path)) }
    let none = LabelColumn().reordered([Int32](repeating: -1, count: identifiers.count))
    let (classes, labelNotes) = (labels ?? none).settled(path: labelPath ?? path)
    let given: FeatureMatrix
    if let features { given = features } else { given = IndicatorFeatures.degrees(of: graph) }
    let dataset = NodeDataset(
      name: name, graph: graph, hypergraph: hypergraph, features: given,
      featureSource: features == nil ? .degree : nil, labels: classes.labels, classNames: classes.names,
      nodeIdentifiers: NodeIdentifiers(identifiers), publishedSplit: publishedSplit,
      notes: notes + labelNotes + graphNotes)
    guard let features else { return dataset }
    var named = dataset.withFeatures(features, names: featureNames)
    if let featureMeans { named = named.withFeatureMeans(featureMeans) }
    named = named.withFeatureOrigin(path: featurePath, hasZeroedFeatures: hasZeroedFeatures)
    return featureIndexBase.map { named.withFeatureIndices(from: $0) } ?? named
  }
}
