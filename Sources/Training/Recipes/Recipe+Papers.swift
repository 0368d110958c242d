internal import GraphDatasets
internal import GraphNetworks

extension Recipe {
  /// The settings of a model's paper or of its authors' code; where the paper has other tasks than nodes of citation graphs, those that
  /// most papers use there.
  static func paper(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    switch family.name {
    case "gcn", "mlp", "cheb": return kipf(family, data) ?? common(family, data)
    case "gat", "gatv2": return velickovic(family, data)
    case "sgc": return wu(family, data)
    case "ssgc": return zhu(family, data)
    case "appnp": return klicpera(family, data)
    case "gcn2": return chen(family, data)
    case "arma": return bianchi(family, data)
    case "fagcn": return bo(family, data)
    default:
      return switch family.input {
      case .hypergraph: yadati(family, data)
      case .words: sequence(family, data)
      case .features, .graph: common(family, data)
      }
    }
  }

  /// Two layers, 16 hidden columns, dropout 0.5, Adam 0.01 with decay 5e-4, 200 epochs, of which the best on the validation nodes
  /// counts.
  private static func common(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    let wide: Set = ["gin", "gated", "linkx"]
    var recipe = Recipe(architecture(family, data, hidden: [wide.contains(family.name) ? 64 : 16]))
    recipe.earlyStopping = EarlyStopping(.never, keeping: .highestAccuracy)
    return recipe
  }

  /// Yadati et al. (2019), their code, and Gao et al. (2022) likewise: two layers, 16 hidden columns, dropout 0.5 on the input of the second,
  /// Adam 0.01 with decay 5e-4, 200 epochs; the last counts, or the best on validation nodes where there are some. Attention as Huang and
  /// Yang (2021): 8 heads of 8 with dropout 0.6. Sets as Chien et al. (2022): 64 columns, Adam 0.001 without decay, here 300
  /// epochs. Neurons for hyperedges, of which there are many, as 64 columns.
  private static func yadati(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    let hasHeads = family.settings[.attentionDropout] != nil
    let size = hasHeads ? 8 : ["allset", "hnhn"].contains(family.name) ? 64 : 16
    let model = architecture(
      family, data, hidden: [size], dropout: hasHeads ? 0.6 : 0.5, inputDropout: hasHeads ? 0.6 : 0)
    var recipe =
      family.name == "allset"
      ? Recipe(model, learningRate: 0.001, weightDecay: 0, epochs: 300) : Recipe(model)
    recipe.earlyStopping = EarlyStopping(.never, keeping: .highestAccuracy)
    return recipe
  }

  /// Velickovic et al. (2018), their code: 8 heads of 8, one output head (Pubmed: 8), dropout 0.6 on features and attention, Adam 0.005
  /// (Pubmed 0.01) with decay 5e-4 (1e-3), until neither loss nor accuracy has reached its best for 100 epochs.
  private static func velickovic(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    let isPubmed = BenchmarkDataset(recognizedIn: data) == .pubmed
    var recipe = Recipe(
      architecture(
        family, data, hidden: [8], dropout: 0.6,
        settings: [.heads: 8, .outputHeads: isPubmed ? 8 : 1, .attentionDropout: 0.6]),
      learningRate: isPubmed ? 0.01 : 0.005, weightDecay: isPubmed ? 1e-3 : 5e-4, epochs: 100_000)
    recipe.earlyStopping = EarlyStopping(.lossOrAccuracy(patience: 100), keeping: .bestBoth)
    return recipe
  }

  /// Wu et al. (2019) as the Deep Graph Library has them: K = 2, Adam 0.2, 100 epochs, decay 5e-6 without bias; Citeseer 150
  /// epochs, 5e-5 with one.
  private static func wu(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    let isCiteseer = BenchmarkDataset(recognizedIn: data) == .citeseer
    return Recipe(
      architecture(family, data, hidden: [], dropout: 0, hasBias: isCiteseer, settings: [.hops: 2]),
      learningRate: 0.2, weightDecay: isCiteseer ? 5e-5 : 5e-6, epochs: isCiteseer ? 150 : 100)
  }

  /// Zhu and Koniusz (2021): K = 16, alpha 0.05, Adam 0.2, 100 epochs, decay 1e-5.
  private static func zhu(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    Recipe(
      architecture(family, data, hidden: [], dropout: 0, settings: [.hops: 16, .alpha: 0.05]),
      learningRate: 0.2, weightDecay: 1e-5, epochs: 100)
  }

  /// Klicpera, Bojchevski and Guennemann (2019): 64 hidden columns, K = 10, alpha 0.1, dropout 0.5, Adam 0.01, decay 5e-3 on the first
  /// layer, until the validation loss has not fallen for 100 epochs.
  private static func klicpera(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    var recipe = Recipe(
      architecture(family, data, hidden: [64], hasBias: false, settings: [.hops: 10, .alpha: 0.1]),
      weightDecay: 5e-3, epochs: 10_000)
    recipe.decayingPrefixes = ["lin1."]
    recipe.earlyStopping = EarlyStopping(.loss(patience: 100), keeping: .lowestLoss)
    return recipe
  }

  /// Chen et al. (2020), table 6 and code: Adam 0.01, decay 0.01 on convolutions (Pubmed 5e-4) and 5e-4 on linear layers, at most 1500 epochs,
  /// until the validation loss has not fallen for 100.
  private static func chen(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    let (layers, size, dropout, theta): (Int, Int, Float, Float) =
      switch BenchmarkDataset(recognizedIn: data) {
      case .citeseer: (32, 256, 0.7, 0.6)
      case .pubmed: (16, 256, 0.5, 0.4)
      default: (64, 64, 0.6, 0.5)
      }
    var recipe = Recipe(
      architecture(
        family, data, hidden: [Int](repeating: size, count: layers), dropout: dropout,
        settings: [.alpha: 0.1, .theta: theta]),
      weightDecay: BenchmarkDataset(recognizedIn: data) == .pubmed ? 5e-4 : 0.01,
      epochs: 1500)
    recipe.decayingPrefixes = ["conv"]
    recipe.otherWeightDecay = 5e-4
    recipe.earlyStopping = EarlyStopping(.loss(patience: 100), keeping: .lowestLoss)
    return recipe
  }

  /// Bianchi et al. (2021) as Fey and Lenssen (2019) have them: 2 stacks (Citeseer: 3) of one layer, dropout 0.75 on what comes in again.
  private static func bianchi(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    pyg(family, data) ?? common(family, data)
  }

  /// Bo et al. (2021): 32 hidden columns, 4 layers, epsilon 0.3, dropout 0.5, Adam 0.01, decay 5e-4, at most 500 epochs, until the
  /// validation loss has not fallen for 200.
  private static func bo(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    var recipe = Recipe(
      architecture(
        family, data, hidden: [Int](repeating: 32, count: 4), settings: [.alpha: 0.3, .attentionDropout: 0.5]),
      epochs: 500)
    recipe.earlyStopping = EarlyStopping(.loss(patience: 200), keeping: .lowestLoss)
    return recipe
  }

  /// Settings of our own, chosen on the validation nodes of Cora's published split: no paper reads nodes as sequences. One layer of 64
  /// columns, dropout 0.5, Adam 0.01 with decay 2e-3, which takes words that no training node has to 0, 100 epochs, of which the best on the
  /// validation nodes counts. Words count as they are: a row's scale would only make all embeddings small.
  private static func sequence(_ family: ModelFamily, _ data: NodeDataset) -> Recipe {
    var recipe = Recipe(architecture(family, data, hidden: [64]), weightDecay: 2e-3, epochs: 100)
    recipe.featureScaling = FeatureScaling.none
    recipe.earlyStopping = EarlyStopping(.never, keeping: .highestAccuracy)
    return recipe
  }
}
