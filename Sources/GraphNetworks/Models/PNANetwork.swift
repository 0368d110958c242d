/// The network of principal neighbourhood aggregations of Corso et al. (2020).
public typealias PNANetwork = ConvolutionNetwork<PNAConv>

extension ModelFamily {
  static let pna = network(
    "pna", "PNA (Corso et al. 2020)", settings: [.meanLogDegree: 1]
  ) { architecture, seed in
    PNANetwork(architecture, seed: seed) { input, output, _, stream in
      PNAConv(
        inputSize: input, outputSize: output, meanLogDegree: architecture[.meanLogDegree], stream: stream)
    }
  }
}
