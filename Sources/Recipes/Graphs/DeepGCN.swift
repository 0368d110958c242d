// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
package import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import Plots
internal import TensorCore
package import Training

/// GCNs with many layers. With more layers the rows of the nodes become alike and the network learns
/// less; some methods reduce this effect.
public enum DeepGCN: Reproduction {
  private static let depths = [2, 4, 8, 16, 32]
  private static let width = 32
  package static let epochs = 200

  /// A method of building a deep network.
  package enum Stack: String, CaseIterable {
    case plain = "GCN"
    case dropEdge = "DropEdge"
    case pairNorm = "PairNorm"
    case residual = "residual"
    case both = "residual, PairNorm"
    case gcnii = "GCNII"

    /// Returns the settings of a network with this number of layers.
    package func settings(_ layers: Int, _ data: NodeDataset, epochs: Int = DeepGCN.epochs) -> PaperSettings {
      var settings: PaperSettings
      if self == .gcnii {
        settings = PaperSettings(GCNII.self, for: data)
        settings.model = ModelBlueprint(GCNII.self, GCNII.Configuration(hiddenSize: width, layers: layers))
      } else {
        // Dropout in every layer would remove nearly all of a signal that passes 32 layers.
        let configuration = GCN.Configuration(
          hiddenSize: width, layers: layers, dropout: 0, inputDropout: 0, hasBias: true,
          connections: self == .residual || self == .both ? .residual : .plain,
          normalization: self == .pairNorm || self == .both ? .pair : .none)
        settings = PaperSettings(GCN.self, configuration, learningRate: 0.002)
        if self == .dropEdge { settings.edgeDropout = 0.5 }
      }
      settings.epochs = epochs
      settings.earlyStopping = EarlyStopping(.never, keeping: .highestAccuracy)
      return settings
    }
  }

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "deep-gcn",
    title: "over-smoothing in GCNs of 2 to 32 layers, and methods that reduce it",
    data: .dataset("cora"),
    settings: [
      "2, 4, 8, 16 and 32 layers of \(width) units, published split, \(epochs) epochs",
      "the weights with the best validation accuracy are kept",
      "GCN: Adam with rate 0.002, weight decay 5e-4; also with DropEdge (half of the edges),",
      "with PairNorm, with residual layers, and with residual layers and PairNorm",
      "GCNII: initial residual 0.1, identity mapping 0.5, dropout 0.6; Adam with rate 0.01, decay 0.01",
    ],
    expectations: [
      .init("energy of features heard 32 times over that of features", .atMost(0.02)),
      .init("accuracy of GCN, 2 layers", .atLeast(0.78), .percent),
      .init("accuracy of GCN, 32 layers", .atMost(0.5), .percent),
      .init("spread of GCN, 32 layers over 2", .atMost(0.5)),
      .init("accuracy of residual, PairNorm, 32 layers", .atLeast(0.65), .percent),
      .init("accuracy of GCNII, 32 layers", .atLeast(0.82), .percent),
    ],
    source:
      """
      Li, Han and Wu 2018; Cai and Wang 2020; Chen et al. 2020, GCNII (85.4 % with 32 layers of 64 units); \
      Zhao and Akoglu 2020; Rong et al. 2020
      """)

  /// The result of training a network.
  package struct Outcome {
    package let accuracy: Double
    /// The mean squared distance of the nodes' probabilities from their mean; 0 if they are the same for
    /// all nodes.
    package let spread: Double
  }

  /// Smooths the features without weights, then trains all networks with all depths.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let cora = try session.citations("cora")
    try smooth(session, cora)
    let total = Double(Stack.allCases.count * depths.reduce(0, +))
    var done = 0.0
    var outcomes: [Stack: [Outcome]] = [:]
    for stack in Stack.allCases {
      for depth in depths {
        session.progress("\(stack.rawValue), \(depth) layers", done / total)
        let outcome = try train(stack.settings(depth, cora), cora, session.seed)
        session.report("accuracy of \(stack.rawValue), \(depth) layers", outcome.accuracy)
        outcomes[stack, default: []].append(outcome)
        done += Double(depth)
      }
      let spreads = outcomes[stack, default: []].map(\.spread)
      session.report(
        "spread of \(stack.rawValue), 32 layers over 2", (spreads.last ?? .nan) / (spreads.first ?? .nan))
    }
    try session.write(
      chart("Accuracy by depth", "test accuracy", range: 0...1) { outcomes[$0, default: []].map(\.accuracy) },
      "accuracy")
    try session.write(
      chart("Spread of the predictions by depth", "spread of the probabilities", range: nil) {
        outcomes[$0, default: []].map(\.spread)
      }, "spread")
  }

  /// Measures the effect of averaging over neighbours without weights: the Dirichlet energy of S^k X
  /// divided by its sum of squares.
  private static func smooth(_ session: RecipeSession, _ cora: NodeDataset) throws(DataError) {
    let structure = cora.structure
    let smoothing = structure.edges(.symmetric(selfLoopWeight: 1)).sums
    var x = FeatureVariable(cora.features).dense().value
    var energies = [Smoothness(of: x, in: structure).relativeEnergy]
    for _ in 0..<32 {
      x = smoothing.multiplied(by: x)
      energies.append(Smoothness(of: x, in: structure).relativeEnergy)
    }
    session.report(
      "energy of features heard 32 times over that of features", energies[32] / energies[0])
    try session.write(
      Chart(
        title: "Repeated averaging makes neighbours alike", xAxis: Axis(label: "averaging steps"),
        yAxis: Axis(label: "Dirichlet energy / sum of squares", scale: .logarithmic),
        layers: [.line(x: energies.indices.map(Double.init), y: energies)]), "energy")
  }

  /// Trains a network and measures its test accuracy and the spread of its predictions.
  package static func train(_ settings: PaperSettings, _ data: NodeDataset, _ seed: UInt64) throws(DataError)
    -> Outcome
  {
    let result = try Experiment(settings, on: data, seeds: [seed]).run()
    let probabilities = try result.classifier.probabilities(for: data)
    let differences = probabilities - probabilities.mean(axis: 0, keepingDimension: true)
    return Outcome(
      accuracy: result.testAccuracyMean,
      spread: Double(differences.map(.square).sum().scalar) / Double(data.nodeCount))
  }

  private static func chart(
    _ title: String, _ label: String, range: ClosedRange<Double>?, _ values: (Stack) -> [Double]
  ) -> Chart {
    Chart(
      title: title, xAxis: Axis(label: "layers", scale: .logarithmic),
      yAxis: Axis(label: label, range: range),
      layers: Stack.allCases.enumerated().map { number, stack in
        .line(x: depths.map(Double.init), y: values(stack), name: stack.rawValue, series: number)
      })
  }
}
