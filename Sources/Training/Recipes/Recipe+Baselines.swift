internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks

extension Recipe {
  /// A model with the sizes of the data.
  static func architecture(
    _ family: ModelFamily, _ data: NodeDataset, hidden: [Int] = [16], dropout: Float = 0.5,
    inputDropout: Float? = nil, hasBias: Bool = true, settings: [ModelSetting: Float] = [:]
  ) -> ModelArchitecture {
    ModelArchitecture(
      name: family.name, featureCount: data.features.featureCount, hidden: hidden,
      classCount: data.classCount,
      dropout: dropout, inputDropout: inputDropout, hasBias: hasBias, settings: settings)
  }

  /// The settings of Kipf and Welling's code, for the models that it has: GCN, MLP, Chebyshev polynomials
  /// of the better degree of table 3 of the paper, 2 on Cora and 3 elsewhere.
  static func kipf(_ family: ModelFamily, _ data: NodeDataset) -> Recipe? {
    let prefixes = ["gcn": "conv1.", "cheb": "conv1.", "mlp": "lin1."]
    guard let prefix = prefixes[family.name] else { return nil }
    var recipe = Recipe(
      architecture(
        family, data, hasBias: false,
        settings: family.name == "cheb" ? [.hops: BenchmarkDataset(recognizedIn: data) == .cora ? 2 : 3] : [:]
      ))
    recipe.decayingPrefixes = [prefix]
    recipe.earlyStopping = .kipf
    return recipe
  }

  /// The settings of PyTorch Geometric's citation benchmark (Fey and Lenssen 2019) on the published splits.
  static func pyg(_ family: ModelFamily, _ data: NodeDataset) -> Recipe? {
    let benchmark = BenchmarkDataset(recognizedIn: data)
    let isCora = benchmark == .cora
    var recipe: Recipe
    var patience = 10
    switch family.name {
    case "gcn", "mlp":
      recipe = Recipe(architecture(family, data, inputDropout: family.name == "mlp" ? 0.5 : 0))
    case "cheb":
      recipe = Recipe(architecture(family, data, inputDropout: 0, settings: [.hops: isCora ? 2 : 1]))
    case "gat":
      recipe = Recipe(
        architecture(
          family, data, hidden: [8], dropout: 0.6,
          settings: [
            .heads: 8, .outputHeads: benchmark == .pubmed ? 8 : 1, .attentionDropout: 0.6,
          ]), learningRate: benchmark == .pubmed ? 0.01 : 0.005,
        weightDecay: benchmark == .pubmed ? 1e-3 : 5e-4, epochs: 1000)
      patience = 100
    case "sgc":
      recipe = Recipe(
        architecture(family, data, hidden: [], dropout: 0, settings: [.hops: isCora ? 3 : 2]),
        learningRate: 0.1, weightDecay: benchmark == .citeseer ? 5e-3 : 5e-4)
    case "arma":
      recipe = Recipe(
        architecture(
          family, data, dropout: 0.5, settings: [.stacks: benchmark == .citeseer ? 3 : 2, .hops: 1]),
        epochs: 1000)
      patience = 100
    case "appnp":
      recipe = Recipe(architecture(family, data, hidden: [64], settings: [.hops: 10, .alpha: 0.1]))
    default: return nil
    }
    recipe.earlyStopping = EarlyStopping(
      .windowMean(window: patience, start: recipe.epochs / 2), keeping: .lowestLoss)
    return recipe
  }
}
