// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore
internal import Training

/// The citations of Cora are classified: do both papers have the same subject? A GCN, which sees the neighbours
/// of both papers, is compared with a network that sees only the two papers.
public enum EdgesCora: Reproduction {
  /// The quantile of Student's distribution with 9 degrees of freedom for an interval of 95 %.
  private static let quantile = 2.2622

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "edges-cora", title: "a GCN tells citations within a subject from those between subjects",
    data: .dataset("cora"),
    settings: [
      "classes of the 5,278 edges: the two papers have the same subject, or not",
      "GCN and MLP with 64 hidden units and 64 outputs per paper, dropout 0.5",
      "then two layers over the sum and the absolute difference of both papers' outputs",
      "Adam with rate 0.01, weight decay 5e-4; stops when the validation loss has not improved for 100 epochs",
      "\(CitationTask.runCount) runs; 60 % of the edges for training, 20 % for validation, 20 % for the test",
    ],
    expectations: [
      .init("AUC of the GCN, mean of \(CitationTask.runCount) runs", .atLeast(0.84)),
      .init("difference of the AUC to the MLP, lower end of the 95 % interval", .atLeast(0)),
    ],
    source:
      "Kipf and Welling 2017, Semi-supervised classification with graph convolutional networks (the GCN)")

  /// Trains both networks with the same splits and compares their areas under the ROC curve.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let cora = try session.citations("cora")
    let targets = try targets(of: cora)
    let models: [(String, ModelBlueprint)] = [
      ("GCN", ModelBlueprint(GCN.self, GCN.Configuration(hiddenSize: 64, dropout: 0.5))),
      ("MLP", ModelBlueprint(MLP.self, MLP.Configuration(hiddenSize: 64, dropout: 0.5))),
    ]
    var areas: [[Double]] = [[], []]
    let count = Double(CitationTask.runCount * models.count)
    for (run, seed) in CitationTask.seeds(session.seed).enumerated() {
      for (index, (name, model)) in models.enumerated() {
        let trainer = Trainer(epochs: 1000, earlyStopping: .loss(patience: 100), seed: seed)
        let result = try trainer.fit(model, to: targets, of: cora)
        areas[index].append(result.test.areaUnderROC ?? .nan)
        session.progress(
          "\(name), run \(run + 1)/\(CitationTask.runCount)", loss: result.trainLoss,
          Double(2 * run + index + 1) / count)
      }
    }
    let differences = zip(areas[0], areas[1]).map { $0 - $1 }
    let mean = Statistics.mean(differences)
    let half = quantile * Statistics.standardDeviation(differences) / Double(differences.count).squareRoot()
    let runs = CitationTask.runCount
    session.report("AUC of the GCN, mean of \(runs) runs", Statistics.mean(areas[0]))
    session.report("AUC of the MLP, mean of \(runs) runs", Statistics.mean(areas[1]))
    session.report("difference of the AUC to the MLP", mean)
    session.report("difference of the AUC to the MLP, lower end of the 95 % interval", mean - half)
    session.report("difference of the AUC to the MLP, upper end of the 95 % interval", mean + half)
  }

  /// Returns the classes of all edges.
  static func targets(of data: NodeDataset) throws(DataError) -> GraphTargets {
    let edges = data.graph.edges()
    let names = data.nodeIdentifiers
    var rows: [(String, String, String)] = []
    for (source, target) in zip(edges.sources, edges.targets) where source < target {
      let isSame = data.labels[Int(source)] == data.labels[Int(target)]
      rows.append((names[Int(source)], names[Int(target)], isSame ? "same" : "other"))
    }
    return try GraphTargets(edges: rows, in: data)
  }
}
