// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// The small published graphs that are part of the library. They are read with the same readers as
/// files.
enum EmbeddedDatasets {
  static let names = ["karate", "les-miserables", "southern-women"]

  /// Returns an embedded data set by name, or nil if there is none.
  static func dataset(_ name: String) throws(DataError) -> NodeDataset? {
    switch name {
    case "karate": try karate()
    case "les-miserables": try lesMiserables()
    case "southern-women": try southernWomen()
    default: nil
    }
  }

  /// Returns Zachary's karate club. Members 1 (the instructor) and 34 (the administrator) are the
  /// training nodes, and the other 32 are the test nodes. The features are one-hot: each member has a
  /// separate feature.
  private static func karate() throws(DataError) -> NodeDataset {
    let labels = try TextFile(bytes: PackageResources.karate_factions_tsv, path: "karate-factions.tsv")
    let file = try TextFile(bytes: PackageResources.karate_edges_tsv, path: "karate-edges.tsv")
    var join = try NodeJoin(
      edges: EdgeListFile.read(file, options: TableOptions()), features: nil,
      labels: LabelFile.read(labels, options: TableOptions()), options: ReadingOptions())
    let dataset = try join.dataset(
      name: "karate",
      graph: LazyGraph(join.joinedEdges.graph(nodeCount: join.identifiers.count, directed: false).graph),
      hypergraph: nil,
      path: file.path)
    return NodeDataset(
      name: "karate", graph: dataset.graph,
      features: IndicatorFeatures.identities(nodeCount: dataset.nodeCount), featureSource: .oneHot,
      labels: dataset.labels,
      classNames: dataset.classNames, nodeIdentifiers: dataset.nodeIdentifiers,
      publishedSplit: NodeSplit(train: [0, 33], test: Array(1..<33)))
  }

  private static func lesMiserables() throws(DataError) -> NodeDataset {
    let file = try TextFile(
      bytes: PackageResources.les_miserables_edges_tsv, path: "les-miserables-edges.tsv")
    var join = try NodeJoin(
      edges: EdgeListFile.read(file, options: TableOptions()), features: nil, labels: nil,
      options: ReadingOptions())
    return try join.dataset(
      name: "les-miserables",
      graph: LazyGraph(join.joinedEdges.graph(nodeCount: join.identifiers.count, directed: false).graph),
      hypergraph: nil,
      path: file.path
    ).withOneHotFeatures()
  }

  private static func southernWomen() throws(DataError) -> NodeDataset {
    let file = try TextFile(
      bytes: PackageResources.southern_women_events_tsv, path: "southern-women-events.tsv")
    let (source, lists) = try HyperedgeFile.read(file, options: TableOptions())
    let join = try NodeJoin(edges: source, features: nil, labels: nil, options: ReadingOptions())
    let hypergraph = Hypergraph(
      nodeCount: join.identifiers.count, hyperedges: try join.renumbered(lists, path: file.path))
    return try join.dataset(
      name: "southern-women", graph: nil, hypergraph: hypergraph, path: file.path
    ).withOneHotFeatures()
  }
}

extension NodeDataset {
  /// Returns the same data with a one-hot encoding of each node as its features.
  fileprivate func withOneHotFeatures() -> NodeDataset {
    withFeatures(IndicatorFeatures.identities(nodeCount: nodeCount), from: .oneHot)
  }
}
