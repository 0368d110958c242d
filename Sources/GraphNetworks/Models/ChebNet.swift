/// The network of Chebyshev convolutions of Defferrard, Bresson and Vandergheynst (2016).
public typealias ChebNet = ConvolutionNetwork<ChebConv>

extension ConvolutionNetwork where Convolution == ChebConv {
  /// Creates a network of `hidden.count + 1` convolutions.
  ///
  /// - Parameter hops: the degree of the polynomials, one less than their number of terms.
  public init(
    featureCount: Int, hidden: [Int] = [16], classCount: Int, hops: Int = 2, dropout: Float = 0.5,
    hasBias: Bool = true, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "cheb", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        hasBias: hasBias, settings: [.hops: Float(hops)]), seed: seed)
  }

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, seed: seed) { input, output, _, stream in
      ChebConv(
        inputSize: input, outputSize: output, order: architecture.count(.hops) + 1,
        hasBias: architecture.hasBias, stream: stream)
    }
  }
}

extension ModelFamily {
  static let cheb = network(
    "cheb", "ChebNet (Defferrard, Bresson and Vandergheynst 2016)", settings: [.hops: 2],
    leastWeightCount: { (Double($0[.hops]) + 1) * $1 }
  ) { ChebNet($0, seed: $1) }
}
