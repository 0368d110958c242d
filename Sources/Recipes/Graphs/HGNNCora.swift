// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import TensorCore
internal import Training

/// A hypergraph neural network on Cora, with the neighbourhoods of papers as hyperedges.
public enum HGNNCora: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "hgnn-cora", title: "a hypergraph neural network classifies papers by citation neighbourhoods",
    data: .dataset("cora"),
    settings: [
      "a hyperedge per paper, which contains the paper and its neighbours",
      "two layers, 16 hidden units, dropout 0.5",
      "Adam with rate 0.01, weight decay 5e-4, 200 epochs; the best weights on the validation nodes are kept",
      "\(CitationTask.runCount) runs on the published split: 140 training, 500 validation, 1,000 test nodes",
    ],
    expectations: [.init("test accuracy, mean of \(CitationTask.runCount) runs", .atLeast(0.81), .percent)],
    source: "Feng et al. 2019, Hypergraph neural networks: 81.6 %")

  /// Trains the network and measures the purity of the hyperedges.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let cora = try session.citations("cora")
    _ = try CitationTask.run(session, PaperSettings(HGNN.self, for: cora), on: cora)
    let purities = purities(cora.structure.hypergraph, cora.labels)
    session.report(
      "mean purity of hyperedges", purities.reduce(0, +) / Double(max(1, purities.count)))
    try session.write(
      CitationTask.histogram(
        purities, title: "Neighbourhoods are mostly of one class",
        label: "share of a hyperedge's most common class"
      ), "hyperedges")
  }

  /// Returns, for each hyperedge with at least two nodes, the share of its most common class.
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
