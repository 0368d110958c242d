internal import Autograd
public import GraphCore
package import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import Plots
internal import TensorCore
package import Training

/// What becomes of a GCN as layers are stacked: its rows become alike, and it learns no more. And what helps.
public enum DeepGCN: Reproduction {
  private static let depths = [2, 4, 8, 16, 32]
  private static let width = 32
  package static let epochs = 200

  /// A way to stack layers.
  package enum Stack: String, CaseIterable {
    case plain = "GCN"
    case dropEdge = "DropEdge"
    case pairNorm = "PairNorm"
    case residual = "residual"
    case both = "residual, PairNorm"
    case gcnii = "GCNII"

    /// The settings of a network of so many layers.
    package func recipe(_ layers: Int, _ data: NodeDataset, epochs: Int = DeepGCN.epochs) -> Recipe {
      var recipe: Recipe
      if self == .gcnii {
        recipe = Recipe(GCNII.self, for: data)
        recipe.model = ModelBlueprint(GCNII.self, GCNII.Configuration(hiddenSize: width, layers: layers))
      } else {
        // Dropout in every layer would leave nothing of a signal that passes 32 of them.
        let configuration = GCN.Configuration(
          hiddenSize: width, layers: layers, dropout: 0, inputDropout: 0, hasBias: true,
          connections: self == .residual || self == .both ? .residual : .plain,
          normalization: self == .pairNorm || self == .both ? .pair : .none)
        recipe = Recipe(GCN.self, configuration, learningRate: 0.002)
        if self == .dropEdge { recipe.edgeDropout = 0.5 }
      }
      recipe.epochs = epochs
      recipe.earlyStopping = EarlyStopping(.never, keeping: .highestAccuracy)
      return recipe
    }
  }

  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "deep-gcn",
    title: "graph convolutions stacked 2 to 32 deep, and what keeps them from smoothing too much",
    data: .dataset("cora"),
    settings: [
      "2, 4, 8, 16 and 32 layers of \(width) columns, published split, \(epochs) epochs, the best on the validation nodes",
      "GCN: Adam at rate 0.002, decay 5e-4; with half of the edges left out (DropEdge), PairNorm, residual layers, both",
      "GCNII: initial residual 0.1, identity mapping 0.5, dropout 0.6, Adam at rate 0.01, decay 0.01",
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
      "Li, Han and Wu 2018; Cai and Wang 2020; Chen et al. 2020, GCNII (85.4 % at 32 layers of 64); Zhao and Akoglu 2020; Rong et al. 2020"
  )

  /// What a network has come to.
  package struct Outcome {
    package let accuracy: Double
    /// How far the nodes' probabilities are from their mean: the mean of the squared distances, 0 where all nodes are told the same.
    package let spread: Double
  }

  /// Smooths the features, then trains all stacks at all depths.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let cora = try session.citations("cora")
    try smooth(session, cora)
    let total = Double(Stack.allCases.count * depths.reduce(0, +))
    var done = 0.0
    var outcomes: [Stack: [Outcome]] = [:]
    for stack in Stack.allCases {
      for depth in depths {
        session.progress("\(stack.rawValue), \(depth) layers", done / total)
        let outcome = try train(stack.recipe(depth, cora), cora, session.seed)
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
      chart("Deep networks say the same of all nodes", "spread of the probabilities", range: nil) {
        outcomes[$0, default: []].map(\.spread)
      }, "spread")
  }

  /// What hearing the neighbours does without any weights: the Dirichlet energy of S^k X over the sum of squares.
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
        title: "Hearing the neighbours again and again makes them alike", xAxis: Axis(label: "times"),
        yAxis: Axis(label: "Dirichlet energy over sum of squares", scale: .logarithmic),
        layers: [.line(x: energies.indices.map(Double.init), y: energies)]), "energy")
  }

  /// Trains a network and tests it.
  package static func train(_ recipe: Recipe, _ data: NodeDataset, _ seed: UInt64) throws(DataError)
    -> Outcome
  {
    let result = try Experiment(recipe, on: data, seeds: [seed]).run()
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
