// SPDX-License-Identifier: Apache-2.0

internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks

extension PaperSettings {
  /// Returns the settings of Kipf and Welling's code, or nil for models that it does not contain. It has
  /// GCN, MLP and Chebyshev polynomials; the degree of the polynomials is the better one in table 3 of
  /// the paper, 2 on Cora and 3 on other data sets.
  static func kipf(_ name: String, _ benchmark: BenchmarkDataset?) -> PaperSettings? {
    var settings: PaperSettings
    switch name {
    case "gcn": settings = PaperSettings(GCN.self, GCN.Configuration())
    case "mlp": settings = PaperSettings(MLP.self, MLP.Configuration())
    case "cheb":
      settings = PaperSettings(ChebNet.self, ChebNet.Configuration(hops: benchmark == .cora ? 2 : 3))
    default: return nil
    }
    settings.decayingPrefixes = [name == "mlp" ? "lin1." : "conv1."]
    settings.earlyStopping = .kipf
    return settings
  }

  /// Returns the settings of PyTorch Geometric's citation benchmark (Fey and Lenssen 2019) on the
  /// published splits, or nil for models that it does not contain.
  static func pyg(_ name: String, _ benchmark: BenchmarkDataset?) -> PaperSettings? {
    let isCora = benchmark == .cora
    let isPubmed = benchmark == .pubmed
    let isCiteseer = benchmark == .citeseer
    var settings: PaperSettings
    var patience = 10
    switch name {
    case "gcn": settings = PaperSettings(GCN.self, GCN.Configuration(inputDropout: 0, hasBias: true))
    case "mlp": settings = PaperSettings(MLP.self, MLP.Configuration(hasBias: true))
    case "cheb":
      settings = PaperSettings(
        ChebNet.self, ChebNet.Configuration(inputDropout: 0, hops: isCora ? 2 : 1, hasBias: true))
    case "gat":
      settings = PaperSettings(
        GAT.self, GAT.Configuration(outputHeads: isPubmed ? 8 : 1), learningRate: isPubmed ? 0.01 : 0.005,
        weightDecay: isPubmed ? 1e-3 : 5e-4, epochs: 1000)
      patience = 100
    case "sgc":
      settings = PaperSettings(
        SGC.self, SGC.Configuration(hops: isCora ? 3 : 2, hasBias: true), learningRate: 0.1,
        weightDecay: isCiteseer ? 5e-3 : 5e-4)
    case "arma":
      settings = PaperSettings(
        ARMANetwork.self, ARMANetwork.Configuration(stacks: isCiteseer ? 3 : 2), epochs: 1000)
      patience = 100
    case "appnp": settings = PaperSettings(APPNPNetwork.self, APPNPNetwork.Configuration(hasBias: true))
    default: return nil
    }
    settings.earlyStopping = EarlyStopping(
      .windowMean(window: patience, start: settings.epochs / 2), keeping: .lowestLoss)
    return settings
  }
}
