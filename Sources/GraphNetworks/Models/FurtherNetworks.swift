internal import TensorCore

/// Networks of the remaining convolutions.
extension ModelFamily {
  static let graphConv = network(
    "graphconv", "graph convolution of Weisfeiler and Leman (Morris et al. 2019)"
  ) {
    ConvolutionNetwork($0, seed: $1) { input, output, _, stream in
      GraphConv(inputSize: input, outputSize: output, aggregation: .mean, stream: stream)
    }
  }

  static let tag = network(
    "tag", "TAGCN (Du et al. 2017)", settings: [.hops: 3], leastWeightCount: { (Double($0[.hops]) + 1) * $1 }
  ) { architecture, seed in
    ConvolutionNetwork(architecture, seed: seed) { input, output, _, stream in
      TAGConv(
        inputSize: input, outputSize: output, hops: architecture.count(.hops), hasBias: architecture.hasBias,
        stream: stream)
    }
  }

  static let arma = network(
    "arma", "ARMA (Bianchi et al. 2021)", settings: [.stacks: 2, .hops: 1],
    leastWeightCount: { 2 * Double($0[.stacks]) * $1 }
  ) { architecture, seed in
    ConvolutionNetwork(architecture, seed: seed) { input, output, isLast, stream in
      ARMAConv(
        inputSize: input, outputSize: output, stacks: architecture.count(.stacks),
        layers: max(1, architecture.count(.hops)), sharesWeights: true, activation: isLast ? nil : .relu,
        skipDropout: 0.75, hasBias: architecture.hasBias, stream: stream)
    }
  }

  static let mixhop = network("mixhop", "MixHop (Abu-El-Haija et al. 2019)") { architecture, seed in
    ConvolutionNetwork(architecture, widening: 3, seed: seed) { input, output, isLast, stream in
      MixHopConv(
        inputSize: input, outputSize: output, powers: isLast ? [2] : [0, 1, 2], hasBias: architecture.hasBias,
        stream: stream)
    }
  }

  static let gated = ModelFamily(
    "gated", "gated graph network (Li et al. 2016)", hiddenLayers: .one, settings: [.hops: 2],
    leastWeightCount: { architecture, products in
      let size = Double(architecture.hidden.first ?? 0)
      return products + Double(architecture[.hops]) * size * size
    }
  ) { GatedGraphNetwork($0, seed: $1) }

  static let resgated = network("resgated", "residual gated network (Bresson and Laurent 2017)") {
    ConvolutionNetwork($0, seed: $1) { input, output, _, stream in
      ResGatedGraphConv(inputSize: input, outputSize: output, stream: stream)
    }
  }

  static let clusterGCN = network("clustergcn", "GCN with an enhanced diagonal (Chiang et al. 2019)") {
    architecture, seed in
    ConvolutionNetwork(architecture, seed: seed) { input, output, _, stream in
      ClusterGCNConv(
        inputSize: input, outputSize: output, diagonal: 1, hasBias: architecture.hasBias, stream: stream)
    }
  }

  static let leConv = network("leconv", "local extremum network (Ranjan, Sanyal and Talukdar 2020)") {
    ConvolutionNetwork($0, seed: $1) { input, output, _, stream in
      LEConv(inputSize: input, outputSize: output, stream: stream)
    }
  }
}
