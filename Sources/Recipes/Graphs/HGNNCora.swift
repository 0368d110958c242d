public import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import TensorCore
internal import Training

/// A hypergraph network on Cora, whose hyperedges are the neighbourhoods of papers.
public enum HGNNCora: Reproduction {
  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "hgnn-cora", title: "a hypergraph network classifies papers by neighbourhoods of citations",
    data: .dataset("cora"),
    settings: [
      "a hyperedge for every paper, of it and its neighbours; two layers, 16 hidden columns, dropout 0.5",
      "Adam at rate 0.01, decay 5e-4, 200 epochs, of which the best on the validation nodes counts",
      "\(CitationTask.runCount) runs on the published split: 140 nodes train, 500 validate, 1,000 test",
    ],
    expectations: [.init("test accuracy, mean of \(CitationTask.runCount) runs", .atLeast(0.81), .percent)],
    source: "Feng et al. 2019, Hypergraph neural networks: 81.6 %")

  /// Trains it and looks at the hyperedges.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let cora = try session.citations("cora")
    _ = try CitationTask.run(session, Recipe(HGNN.self, for: cora), on: cora)
    let purities = purities(cora.structure.hypergraph, cora.labels)
    session.report(
      "mean purity of hyperedges", purities.reduce(0, +) / Double(max(1, purities.count)))
    try session.write(
      CitationTask.histogram(
        purities, title: "Neighbourhoods are mostly of one class",
        label: "share of a hyperedge's most common class"
      ), "hyperedges")
  }

  /// Of every hyperedge of several nodes the share of its most common class.
  package static func purities(_ hypergraph: Hypergraph, _ labels: [Int32]) -> [Double] {
    let members = hypergraph.members
    return (0..<members.rowCount).compactMap { hyperedge in
      let nodes = (members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]).map {
        Int(members.columnIndices[$0])
      }
      guard nodes.count > 1 else { return nil }
      let counts = Dictionary(grouping: nodes) { labels[$0] }.values.map(\.count)
      return Double(counts.max() ?? 0) / Double(nodes.count)
    }
  }
}
