internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks

extension Recipe {
  /// The settings of Kipf and Welling's code, for the models that it has: GCN, MLP, Chebyshev polynomials
  /// of the better degree of table 3 of the paper, 2 on Cora and 3 elsewhere.
  static func kipf(_ name: String, _ benchmark: BenchmarkDataset?) -> Recipe? {
    var recipe: Recipe
    switch name {
    case "gcn": recipe = Recipe(GCN.self, GCN.Configuration())
    case "mlp": recipe = Recipe(MLP.self, MLP.Configuration())
    case "cheb": recipe = Recipe(ChebNet.self, ChebNet.Configuration(hops: benchmark == .cora ? 2 : 3))
    default: return nil
    }
    recipe.decayingPrefixes = [name == "mlp" ? "lin1." : "conv1."]
    recipe.earlyStopping = .kipf
    return recipe
  }

  /// The settings of PyTorch Geometric's citation benchmark (Fey and Lenssen 2019) on the published splits.
  static func pyg(_ name: String, _ benchmark: BenchmarkDataset?) -> Recipe? {
    let isCora = benchmark == .cora
    let isPubmed = benchmark == .pubmed
    let isCiteseer = benchmark == .citeseer
    var recipe: Recipe
    var patience = 10
    switch name {
    case "gcn": recipe = Recipe(GCN.self, GCN.Configuration(inputDropout: 0, hasBias: true))
    case "mlp": recipe = Recipe(MLP.self, MLP.Configuration(hasBias: true))
    case "cheb":
      recipe = Recipe(
        ChebNet.self, ChebNet.Configuration(inputDropout: 0, hops: isCora ? 2 : 1, hasBias: true))
    case "gat":
      recipe = Recipe(
        GAT.self, GAT.Configuration(outputHeads: isPubmed ? 8 : 1), learningRate: isPubmed ? 0.01 : 0.005,
        weightDecay: isPubmed ? 1e-3 : 5e-4, epochs: 1000)
      patience = 100
    case "sgc":
      recipe = Recipe(
        SGC.self, SGC.Configuration(hops: isCora ? 3 : 2, hasBias: true), learningRate: 0.1,
        weightDecay: isCiteseer ? 5e-3 : 5e-4)
    case "arma":
      recipe = Recipe(ARMANetwork.self, ARMANetwork.Configuration(stacks: isCiteseer ? 3 : 2), epochs: 1000)
      patience = 100
    case "appnp": recipe = Recipe(APPNPNetwork.self, APPNPNetwork.Configuration(hasBias: true))
    default: return nil
    }
    recipe.earlyStopping = EarlyStopping(
      .windowMean(window: patience, start: recipe.epochs / 2), keeping: .lowestLoss)
    return recipe
  }
}
