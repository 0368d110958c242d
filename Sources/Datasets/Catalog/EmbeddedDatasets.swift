internal import GraphCore
internal import TensorCore

/// The small published graphs that are part of the program.
enum EmbeddedDatasets {
  static let names = ["karate", "les-miserables", "southern-women"]

  /// A data set by its name; nil where there is none of that name.
  static func dataset(_ name: String) throws(DataError) -> NodeDataset? {
    switch name {
    case "karate": try karate()
    case "les-miserables": try lesMiserables()
    case "southern-women": try southernWomen()
    default: nil
    }
  }

  /// Zachary's karate club: members 1 (the instructor) and 34 (the administrator) are known, the other 32 are to
  /// be found. Every member has a feature of its own.
  private static func karate() throws(DataError) -> NodeDataset {
    var list = EdgeList(nodes: nil)
    let factions = try TextFile(bytes: PackageResources.karate_factions_tsv, path: "karate-factions.tsv")
    var labels: [Int32] = []
    var classes = IdentifierTable()
    try factions.scan { scanner throws(DataError) in
      while scanner.nextContentLine(comments: "#") {
        guard let id = scanner.nextField(.tab), let faction = scanner.nextField(.tab) else { continue }
        _ = try scanner.intern(id, in: &list.identifiers)
        labels.append(try scanner.intern(faction, in: &classes).index)
      }
    }
    try list.readText(try TextFile(bytes: PackageResources.karate_edges_tsv, path: "karate-edges.tsv"), hasHeader: false)
    let (sorted, classNames) = ClassLabels.sorted(labels, classes)
    let split = NodeSplit(train: [0, 33], test: (1..<33).map { Int32($0) })
    return NodeDataset(
      name: "karate", graph: list.graph(directed: false), featureSource: .oneHot, labels: sorted,
      classNames: classNames, nodeIdentifiers: try NodeIdentifiers(list.identifiers.names), split: .published(split))
  }

  private static func lesMiserables() throws(DataError) -> NodeDataset {
    var list = EdgeList(nodes: nil)
    let file = try TextFile(bytes: PackageResources.les_miserables_edges_tsv, path: "les-miserables-edges.tsv")
    try list.readText(file, hasHeader: false)
    return NodeDataset(
      name: "les-miserables", graph: list.graph(directed: false), featureSource: .oneHot,
      labels: [Int32](repeating: -1, count: list.identifiers.count), classNames: [],
      nodeIdentifiers: try NodeIdentifiers(list.identifiers.names), split: .random(perClass: 1))
  }

  private static func southernWomen() throws(DataError) -> NodeDataset {
    let path = "southern-women-events.tsv"
    let file = try TextFile(bytes: PackageResources.southern_women_events_tsv, path: path)
    let (hypergraph, _, identifiers) = try HyperedgeFile.read(file)
    return NodeDataset(
      name: "southern-women", graph: hypergraph.cliqueExpansion(), hypergraph: hypergraph, featureSource: .oneHot,
      labels: [Int32](repeating: -1, count: hypergraph.nodeCount), classNames: [],
      nodeIdentifiers: try NodeIdentifiers(identifiers.names), split: .random(perClass: 1))
  }
}
