// SPDX-License-Identifier: Apache-2.0

internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks

extension PaperSettings {
  /// Returns the settings that a source gives for a model of this library, by name, or nil if it gives
  /// none.
  static func settings(_ name: String, _ source: Source, _ data: NodeDataset) -> PaperSettings? {
    guard let entry = ModelRegistry.standard[name] else { return nil }
    let benchmark = BenchmarkDataset(recognizedIn: data)
    switch source {
    case .kipf: return kipf(name, benchmark)
    case .pyg: return pyg(name, benchmark)
    case .paper:
      var settings = paper(name, benchmark) ?? unvaried(entry)
      if benchmark == nil { settings.epochs = min(settings.epochs, epochLimitElsewhere) }
      return settings
    }
  }

  /// The largest number of epochs on data that no paper used. On few validation nodes, the rule of
  /// Velickovic et al. (2018) may never stop, because the accuracy has few values and reaches its best
  /// one again and again; their limit is 100,000 epochs.
  private static let epochLimitElsewhere = 1000

  /// Returns the settings of a model's paper or of its authors' code if they differ from those that most
  /// papers share, or nil otherwise.
  private static func paper(_ name: String, _ benchmark: BenchmarkDataset?) -> PaperSettings? {
    switch name {
    case "gcn", "mlp", "cheb": kipf(name, benchmark)
    case "gat": velickovic(GAT.self, GAT.Configuration(), \.outputHeads, benchmark)
    case "gatv2": velickovic(GATv2.self, GATv2.Configuration(), \.outputHeads, benchmark)
    case "sgc": wu(benchmark)
    // Zhu and Koniusz (2021): K = 16, alpha 0.05, Adam with learning rate 0.2, 100 epochs, weight decay
    // 1e-5.
    case "ssgc":
      PaperSettings(
        SSGC.self, SSGC.Configuration(), learningRate: 0.2, weightDecay: 1e-5, epochs: 100,
        earlyStopping: .never)
    case "appnp": klicpera()
    case "gcn2": chen(benchmark)
    // The model of Bianchi et al. (2021) as Fey and Lenssen (2019) train it: 2 stacks (CiteSeer: 3) of
    // one layer, dropout 0.75 on the skip connection.
    case "arma": pyg(name, benchmark)
    case "fagcn": bo()
    // Chien et al. (2022): Adam with learning rate 0.001 and no weight decay; the number of epochs here
    // is 300.
    case "allset":
      PaperSettings(
        AllSetTransformer.self, AllSetTransformer.Configuration(), learningRate: 0.001, weightDecay: 0,
        epochs: 300)
    default: nil
    }
  }

  /// Returns the default settings of a model with the training settings that most papers share: Adam
  /// with learning rate 0.01 and weight decay 5e-4, 200 epochs. The weights of the last epoch are kept
  /// or, if there are validation nodes, those of the best epoch on these. Yadati et al. (2019), in their
  /// code, and Gao et al. (2022) train hypergraph models in this way.
  ///
  /// No paper reads nodes as sequences, so the settings of models that read words were chosen for this
  /// library on the validation nodes of Cora's published split: 100 epochs and weight decay 2e-3, which
  /// drives the embeddings of words that occur in no training node to 0. Features are not scaled,
  /// because dividing a row by its sum would only make all embeddings smaller.
  private static func unvaried(_ entry: ModelRegistry.Entry) -> PaperSettings {
    var settings = PaperSettings(entry.model)
    if entry.model.input == .words {
      settings.weightDecay = 2e-3
      settings.epochs = 100
      settings.featureScaling = .unscaled
    }
    return settings
  }

  /// Returns the settings of the code of Velickovic et al. (2018): 8 heads of size 8, one output head
  /// (PubMed: 8), dropout 0.6 on features and attention, Adam with learning rate 0.005 (PubMed: 0.01)
  /// and weight decay 5e-4 (PubMed: 1e-3). Training stops when neither the loss nor the accuracy has
  /// reached its best value for 100 epochs.
  private static func velickovic<Model: NodeClassifier>(
    _ model: Model.Type, _ configuration: Model.Configuration,
    _ outputHeads: WritableKeyPath<Model.Configuration, Int>, _ benchmark: BenchmarkDataset?
  ) -> PaperSettings {
    let isPubmed = benchmark == .pubmed
    var configuration = configuration
    if isPubmed { configuration[keyPath: outputHeads] = 8 }
    return PaperSettings(
      model, configuration, learningRate: isPubmed ? 0.01 : 0.005, weightDecay: isPubmed ? 1e-3 : 5e-4,
      epochs: 100_000, earlyStopping: EarlyStopping(.lossOrAccuracy(patience: 100), keeping: .bestBoth))
  }

  /// Returns the settings of Wu et al. (2019) as implemented in the Deep Graph Library: K = 2 and Adam
  /// with learning rate 0.2, for 100 epochs with weight decay 5e-6 and no bias, or, on CiteSeer, for 150
  /// epochs with weight decay 5e-5 and a bias.
  private static func wu(_ benchmark: BenchmarkDataset?) -> PaperSettings {
    let isCiteseer = benchmark == .citeseer
    return PaperSettings(
      SGC.self, SGC.Configuration(hasBias: isCiteseer), learningRate: 0.2,
      weightDecay: isCiteseer ? 5e-5 : 5e-6, epochs: isCiteseer ? 150 : 100, earlyStopping: .never)
  }

  /// Returns the settings of Klicpera, Bojchevski and Guennemann (2019): 64 hidden columns, K = 10,
  /// alpha 0.1, dropout 0.5, Adam with learning rate 0.01 and weight decay 5e-3 on the first layer.
  /// Training stops when the validation loss has not decreased for 100 epochs.
  private static func klicpera() -> PaperSettings {
    var settings = PaperSettings(
      APPNPNetwork.self, APPNPNetwork.Configuration(), weightDecay: 5e-3, epochs: 10_000,
      earlyStopping: EarlyStopping(.loss(patience: 100), keeping: .lowestLoss))
    settings.decayingPrefixes = ["lin1."]
    return settings
  }

  /// Returns the settings of Chen et al. (2020), from table 6 and the code: Adam with learning rate
  /// 0.01, weight decay 0.01 (PubMed: 5e-4) on convolutions and 5e-4 on linear layers, at most 1500
  /// epochs. Training stops when the validation loss has not decreased for 100 epochs.
  private static func chen(_ benchmark: BenchmarkDataset?) -> PaperSettings {
    let configuration =
      switch benchmark {
      case .citeseer: GCNII.Configuration(hiddenSize: 256, layers: 32, dropout: 0.7, theta: 0.6)
      case .pubmed: GCNII.Configuration(hiddenSize: 256, layers: 16, dropout: 0.5, theta: 0.4)
      default: GCNII.Configuration()
      }
    var settings = PaperSettings(
      GCNII.self, configuration, weightDecay: benchmark == .pubmed ? 5e-4 : 0.01, epochs: 1500,
      earlyStopping: EarlyStopping(.loss(patience: 100), keeping: .lowestLoss))
    settings.decayingPrefixes = ["conv"]
    settings.otherWeightDecay = 5e-4
    return settings
  }

  /// Returns the settings of Bo et al. (2021): 32 hidden columns, 4 layers, epsilon 0.3, dropout 0.5,
  /// Adam with learning rate 0.01 and weight decay 5e-4, at most 500 epochs. Training stops when the
  /// validation loss has not decreased for 200 epochs.
  private static func bo() -> PaperSettings {
    PaperSettings(
      FAGCN.self, FAGCN.Configuration(), epochs: 500,
      earlyStopping: EarlyStopping(.loss(patience: 200), keeping: .lowestLoss))
  }
}
