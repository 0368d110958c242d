internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks

extension Recipe {
  /// The settings of a source for a model of this library by its name; nil where it has none.
  static func recipe(_ name: String, _ source: Source, _ data: NodeDataset) -> Recipe? {
    guard let entry = ModelRegistry.standard[name] else { return nil }
    let benchmark = BenchmarkDataset(recognizedIn: data)
    switch source {
    case .kipf: return kipf(name, benchmark)
    case .pyg: return pyg(name, benchmark)
    case .paper: return paper(name, benchmark) ?? unvaried(entry)
    }
  }

  /// The settings of a model's paper or of its authors' code, where they are not those that most papers share.
  private static func paper(_ name: String, _ benchmark: BenchmarkDataset?) -> Recipe? {
    switch name {
    case "gcn", "mlp", "cheb": kipf(name, benchmark)
    case "gat": velickovic(GAT.self, GAT.Configuration(), \.outputHeads, benchmark)
    case "gatv2": velickovic(GATv2.self, GATv2.Configuration(), \.outputHeads, benchmark)
    case "sgc": wu(benchmark)
    // Zhu and Koniusz (2021): K = 16, alpha 0.05, Adam 0.2, 100 epochs, decay 1e-5.
    case "ssgc":
      Recipe(
        SSGC.self, SSGC.Configuration(), learningRate: 0.2, weightDecay: 1e-5, epochs: 100,
        earlyStopping: .never)
    case "appnp": klicpera()
    case "gcn2": chen(benchmark)
    // Bianchi et al. (2021) as Fey and Lenssen (2019) have them: 2 stacks (CiteSeer: 3) of one layer, dropout 0.75 on what comes in again.
    case "arma": pyg(name, benchmark)
    case "fagcn": bo()
    // Chien et al. (2022): Adam 0.001 without decay, here 300 epochs.
    case "allset":
      Recipe(
        AllSetTransformer.self, AllSetTransformer.Configuration(), learningRate: 0.001, weightDecay: 0,
        epochs: 300)
    default: nil
    }
  }

  /// The default settings of a model with those that most papers share: Adam 0.01 with decay 5e-4, 200 epochs; the last counts, or the best
  /// on validation nodes where there are some. So Yadati et al. (2019), their code, and Gao et al. (2022) train models of hypergraphs.
  ///
  /// Models that read words have settings of our own, chosen on the validation nodes of Cora's published split: no paper reads nodes as
  /// sequences. Decay 2e-3, which takes words that no training node has to 0, and 100 epochs. Words count as they are: a row's scale
  /// would only make all embeddings small.
  private static func unvaried(_ entry: ModelRegistry.Entry) -> Recipe {
    var recipe = Recipe(entry.model)
    if entry.model.input == .words {
      recipe.weightDecay = 2e-3
      recipe.epochs = 100
      recipe.featureScaling = .unscaled
    }
    return recipe
  }

  /// Velickovic et al. (2018), their code: 8 heads of 8, one output head (PubMed: 8), dropout 0.6 on features and attention, Adam 0.005
  /// (PubMed 0.01) with decay 5e-4 (1e-3), until neither loss nor accuracy has reached its best for 100 epochs.
  private static func velickovic<Model: NodeClassifier>(
    _ model: Model.Type, _ configuration: Model.Configuration,
    _ outputHeads: WritableKeyPath<Model.Configuration, Int>, _ benchmark: BenchmarkDataset?
  ) -> Recipe {
    let isPubmed = benchmark == .pubmed
    var configuration = configuration
    if isPubmed { configuration[keyPath: outputHeads] = 8 }
    return Recipe(
      model, configuration, learningRate: isPubmed ? 0.01 : 0.005, weightDecay: isPubmed ? 1e-3 : 5e-4,
      epochs: 100_000, earlyStopping: EarlyStopping(.lossOrAccuracy(patience: 100), keeping: .bestBoth))
  }

  /// Wu et al. (2019) as the Deep Graph Library has them: K = 2, Adam 0.2, 100 epochs, decay 5e-6 without bias; CiteSeer 150
  /// epochs, 5e-5 with one.
  private static func wu(_ benchmark: BenchmarkDataset?) -> Recipe {
    let isCiteseer = benchmark == .citeseer
    return Recipe(
      SGC.self, SGC.Configuration(hasBias: isCiteseer), learningRate: 0.2,
      weightDecay: isCiteseer ? 5e-5 : 5e-6, epochs: isCiteseer ? 150 : 100, earlyStopping: .never)
  }

  /// Klicpera, Bojchevski and Guennemann (2019): 64 hidden columns, K = 10, alpha 0.1, dropout 0.5, Adam 0.01, decay 5e-3 on the first
  /// layer, until the validation loss has not fallen for 100 epochs.
  private static func klicpera() -> Recipe {
    var recipe = Recipe(
      APPNPNetwork.self, APPNPNetwork.Configuration(), weightDecay: 5e-3, epochs: 10_000,
      earlyStopping: EarlyStopping(.loss(patience: 100), keeping: .lowestLoss))
    recipe.decayingPrefixes = ["lin1."]
    return recipe
  }

  /// Chen et al. (2020), table 6 and code: Adam 0.01, decay 0.01 on convolutions (PubMed 5e-4) and 5e-4 on linear layers, at most 1500 epochs,
  /// until the validation loss has not fallen for 100.
  private static func chen(_ benchmark: BenchmarkDataset?) -> Recipe {
    let configuration =
      switch benchmark {
      case .citeseer: GCNII.Configuration(hiddenSize: 256, layers: 32, dropout: 0.7, theta: 0.6)
      case .pubmed: GCNII.Configuration(hiddenSize: 256, layers: 16, dropout: 0.5, theta: 0.4)
      default: GCNII.Configuration()
      }
    var recipe = Recipe(
      GCNII.self, configuration, weightDecay: benchmark == .pubmed ? 5e-4 : 0.01, epochs: 1500,
      earlyStopping: EarlyStopping(.loss(patience: 100), keeping: .lowestLoss))
    recipe.decayingPrefixes = ["conv"]
    recipe.otherWeightDecay = 5e-4
    return recipe
  }

  /// Bo et al. (2021): 32 hidden columns, 4 layers, epsilon 0.3, dropout 0.5, Adam 0.01, decay 5e-4, at most 500 epochs, until the
  /// validation loss has not fallen for 200.
  private static func bo() -> Recipe {
    Recipe(
      FAGCN.self, FAGCN.Configuration(), epochs: 500,
      earlyStopping: EarlyStopping(.loss(patience: 200), keeping: .lowestLoss))
  }
}
