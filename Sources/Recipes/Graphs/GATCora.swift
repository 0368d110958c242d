// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import GraphNetworks
package import TensorCore
internal import Training

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A graph attention network on Cora with the settings of its authors, and the evenness of its
/// attention.
public enum GATCora: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "gat-cora", title: "a graph attention network classifies papers by their citations",
    data: .dataset("cora"),
    settings: [
      "layer 1: 8 heads of 8 units, ELU; layer 2: 1 head; dropout 0.6 on features and attention",
      "Adam with rate 0.005, weight decay 5e-4",
      "stops when neither validation loss nor accuracy has reached its best value for 100 epochs",
      "\(CitationTask.runCount) runs on the published split: 140 training, 500 validation, 1,000 test nodes",
    ],
    expectations: [.init("test accuracy, mean of \(CitationTask.runCount) runs", .atLeast(0.82), .percent)],
    source: "Velickovic et al. 2018, Graph attention networks: 83.0 +- 0.7 %")

  /// Trains the network and measures how evenly it attends to neighbours.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let cora = try session.citations("cora")
    let model = try CitationTask.run(session, PaperSettings(GAT.self, for: cora), on: cora)
    let attention = model.model.attention(try model.features(of: cora), in: cora.structure)
    let layers = attention.map { evenness($0.weights, $0.pattern) }
    for (layer, values) in layers.enumerated() {
      session.report(
        "mean evenness of attention, layer \(layer + 1)", values.reduce(0, +) / Double(values.count))
    }
    if let first = layers.first {
      try session.write(
        CitationTask.histogram(
          first, title: "Evenness of attention, layer 1",
          label: "entropy / entropy of equal weights"), "attention")
    }
  }

  /// Returns, for each head and each node with at least two neighbours including itself, the entropy of
  /// the attention weights divided by the entropy of equal weights: 1 if the head only averages.
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
