public import GraphCore
internal import GraphNetworks
package import TensorCore
internal import Training

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Graph attention on Cora with its authors' settings, and how evenly it attends.
public enum GATCora: Reproduction {
  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "gat-cora", title: "graph attention classifies papers by their citations", data: .dataset("cora"),
    settings: [
      "8 heads of 8, then one; ELU; dropout 0.6 on features and attention",
      "Adam at rate 0.005, decay 5e-4; until neither loss nor accuracy has been best for 100 epochs",
      "\(CitationTask.runCount) runs on the published split: 140 nodes train, 500 validate, 1,000 test",
    ],
    expectations: [.init("test accuracy, mean of \(CitationTask.runCount) runs", .atLeast(0.82), .percent)],
    source: "Velickovic et al. 2018, Graph attention networks: 83.0 +- 0.7 %")

  /// Trains it and looks at its attention.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let cora = try session.citations("cora")
    let model = try CitationTask.run(session, Recipe(GAT.self, for: cora), on: cora)
    let attention = model.model.attention(try model.features(of: cora), in: cora.structure)
    let layers = attention.map { evenness($0.weights, $0.pattern) }
    for (layer, values) in layers.enumerated() {
      session.report(
        "mean evenness of attention, layer \(layer + 1)", values.reduce(0, +) / Double(values.count))
    }
    if let first = layers.first {
      try session.write(
        CitationTask.histogram(
          first, title: "How evenly nodes attend to their neighbours, first layer",
          label: "entropy over that of equal shares"), "attention")
    }
  }

  /// For every node of several neighbours, itself included, and every head the entropy of its shares over that of equal ones: 1 where it
  /// only takes means.
  package static func evenness(_ weights: Tensor, _ pattern: CSRPattern) -> [Double] {
    let (heads, shares) = (weights.shape[1], weights.scalars)
    return (0..<pattern.rowCount).flatMap { node -> [Double] in
      let entries = pattern.rowOffsets[node]..<pattern.rowOffsets[node + 1]
      guard entries.count > 1 else { return [] }
      return (0..<heads).map { head in
        entries.reduce(0.0) { sum, entry in
          let share = Double(shares[entry * heads + head])
          return share > 0 ? sum - share * log(share) : sum
        } / log(Double(entries.count))
      }
    }
  }
}
