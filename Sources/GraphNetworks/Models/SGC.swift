/// Simple graph convolution: logistic regression on features that have been averaged K times (Wu et al. 2019).
public typealias SGC = ConvolutionNetwork<SGConv>

/// Simple spectral graph convolution (Zhu and Koniusz 2021).
public typealias SSGC = ConvolutionNetwork<SSGConv>

extension ConvolutionNetwork where Convolution == SGConv {
  /// Creates the model; it has no hidden layers.
  public init(
    featureCount: Int, classCount: Int, hops: Int = 2, hasBias: Bool = true, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "sgc", featureCount: featureCount, hidden: [], classCount: classCount, dropout: 0,
        hasBias: hasBias, settings: [.hops: Float(hops)]), seed: seed)
  }

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, seed: seed) { input, output, _, stream in
      SGConv(
        inputSize: input, outputSize: output, hops: architecture.count(.hops), hasBias: architecture.hasBias,
        stream: stream)
    }
  }
}

extension ConvolutionNetwork where Convolution == SSGConv {
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, seed: seed) { input, output, _, stream in
      SSGConv(
        inputSize: input, outputSize: output, hops: architecture.count(.hops), alpha: architecture[.alpha],
        hasBias: architecture.hasBias, stream: stream)
    }
  }
}

extension ModelFamily {
  static let sgc = ModelFamily("sgc", "SGC (Wu et al. 2019)", hiddenLayers: .none, settings: [.hops: 2]) {
    SGC($0, seed: $1)
  }
  static let ssgc = ModelFamily(
    "ssgc", "S2GC (Zhu and Koniusz 2021)", hiddenLayers: .none, settings: [.hops: 16, .alpha: 0.05]
  ) { SSGC($0, seed: $1) }
}
