internal import TensorCore

/// The hypergraph network of Feng et al. (2019).
public typealias HGNN = ConvolutionNetwork<HGNNConv>

extension ConvolutionNetwork where Convolution == HGNNConv {
  /// Creates a network of `hidden.count + 1` convolutions.
  ///
  /// - Parameter addsSelfLoops: whether every node first gets a hyperedge of its own.
  public init(
    featureCount: Int, hidden: [Int] = [16], classCount: Int, dropout: Float = 0.5,
    addsSelfLoops: Bool = false, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "hgnn", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        settings: [.selfLoops: addsSelfLoops ? 1 : 0]), form: .symmetric, seed: seed)
  }

  init(_ architecture: ModelArchitecture, form: IncidenceForm, seed: UInt64) {
    self.init(architecture, seed: seed) { input, output, _, stream in
      HGNNConv(
        inputSize: input, outputSize: output, form: form, addsSelfLoops: architecture.addsSelfLoops,
        hasBias: architecture.hasBias, stream: stream)
    }
  }
}

extension ModelArchitecture {
  /// Whether every node first gets a hyperedge of its own.
  var addsSelfLoops: Bool { self[.selfLoops] == 1 }
}

extension ModelFamily {
  private static let loops: [ModelSetting: Float] = [.selfLoops: 0]
  private static let attention: [ModelSetting: Float] = [
    .selfLoops: 0, .heads: 8, .outputHeads: 1, .attentionDropout: 0.6,
  ]
  static let hgnn = hypergraphNetwork("hgnn", "HGNN (Feng et al. 2019)", settings: loops) {
    HGNN($0, form: .symmetric, seed: $1)
  }

  static let hgnnPlus = hypergraphNetwork("hgnnp", "HGNN+ (Gao et al. 2022)", settings: loops) {
    HGNN($0, form: .means, seed: $1)
  }

  static let hypergraphConv = hypergraphNetwork(
    "hypergraph", "hypergraph convolution (Bai, Zhang and Torr 2021)", settings: loops
  ) { architecture, seed in
    ConvolutionNetwork(architecture, seed: seed) { input, output, _, stream in
      HypergraphConv(
        inputSize: input, outputSize: output, addsSelfLoops: architecture.addsSelfLoops,
        hasBias: architecture.hasBias, stream: stream)
    }
  }

  static let hypergraphAttention = hypergraphNetwork(
    "hypergraph-attention", "hypergraph attention (Bai, Zhang and Torr 2021)", settings: attention,
    leastWeightCount: leastWeightCountOfHeads
  ) { architecture, seed in
    ConvolutionNetwork(architecture, activation: .elu(), widening: architecture.count(.heads), seed: seed) {
      input, output, isLast, stream in
      HypergraphConv(
        inputSize: input, outputSize: output, heads: architecture.count(isLast ? .outputHeads : .heads),
        concatenatesHeads: !isLast, replacesMeans: true, attentionDropout: architecture[.attentionDropout],
        addsSelfLoops: architecture.addsSelfLoops, hasBias: architecture.hasBias, stream: stream)
    }
  }

  static let hyperGCN = hypergraphNetwork(
    "hypergcn", "HyperGCN with mediators (Yadati et al. 2019)"
  ) { hyperGCN($0, $1, hasMediators: true) }

  static let oneHyperGCN = hypergraphNetwork(
    "1-hypergcn", "HyperGCN without mediators (Yadati et al. 2019)"
  ) { hyperGCN($0, $1, hasMediators: false) }

  static let fastHyperGCN = ModelFamily(
    "fast-hypergcn", "FastHyperGCN (Yadati et al. 2019)", input: .hypergraph
  ) { FastHyperGCN($0, seed: $1) }

  private static func hyperGCN(_ architecture: ModelArchitecture, _ seed: UInt64, hasMediators: Bool)
    -> ConvolutionNetwork<HyperGCNConv>
  {
    ConvolutionNetwork(architecture, seed: seed) { input, output, _, stream in
      HyperGCNConv(
        inputSize: input, outputSize: output, hasMediators: hasMediators, stream: stream)
    }
  }

  static let hnhn = hypergraphNetwork("hnhn", "HNHN (Dong, Sawin and Bengio 2020)", settings: loops) {
    architecture, seed in
    ConvolutionNetwork(architecture, seed: seed) { input, output, isLast, stream in
      HNHNConv(
        inputSize: input, outputSize: output,
        hyperedgeSize: isLast ? architecture.hidden.last ?? output : output,
        addsSelfLoops: architecture.addsSelfLoops, stream: stream)
    }
  }

  static let uniGCN = hypergraphNetwork("unigcn", "UniGCN (Huang and Yang 2021)", settings: loops) {
    unified(.convolution, $0, $1)
  }
  static let uniSAGE = hypergraphNetwork("unisage", "UniSAGE (Huang and Yang 2021)", settings: loops) {
    unified(.sample, $0, $1)
  }
  static let uniGIN = hypergraphNetwork("unigin", "UniGIN (Huang and Yang 2021)", settings: loops) {
    unified(.isomorphism, $0, $1)
  }

  private static func unified(_ kind: UniGNNConv.Kind, _ architecture: ModelArchitecture, _ seed: UInt64)
    -> ConvolutionNetwork<UniGNNConv>
  {
    ConvolutionNetwork(architecture, seed: seed) { input, output, _, stream in
      UniGNNConv(
        kind, inputSize: input, outputSize: output, addsSelfLoops: architecture.addsSelfLoops,
        hasBias: architecture.hasBias, stream: stream)
    }
  }

  static let uniGAT = hypergraphNetwork(
    "unigat", "UniGAT (Huang and Yang 2021)", settings: attention, leastWeightCount: leastWeightCountOfHeads
  ) { architecture, seed in
    ConvolutionNetwork(architecture, activation: .elu(), widening: architecture.count(.heads), seed: seed) {
      input, output, isLast, stream in
      UniGATConv(
        inputSize: input, outputSize: output, heads: architecture.count(isLast ? .outputHeads : .heads),
        concatenatesHeads: !isLast, attentionDropout: architecture[.attentionDropout],
        addsSelfLoops: architecture.addsSelfLoops, hasBias: architecture.hasBias, stream: stream)
    }
  }

  static let allSet = ModelFamily(
    "allset", "AllSetTransformer (Chien et al. 2022)", input: .hypergraph, hiddenLayers: .sharedByHeads,
    settings: [.selfLoops: 0, .heads: 1]
  ) { AllSetTransformer($0, seed: $1) }
}
