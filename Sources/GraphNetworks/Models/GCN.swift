/// The graph convolutional network of Kipf and Welling (2017). Names: `conv1.lin.weight`, `conv1.bias`, `conv2...`.
public typealias GCN = ConvolutionNetwork<GCNConv>

extension ConvolutionNetwork where Convolution == GCNConv {
  /// Creates a network of `hidden.count + 1` convolutions.
  ///
  /// - Parameters:
  ///   - dropout: the rate on the input of every convolution.
  ///   - inputDropout: the rate on the features, where it differs.
  ///   - hasBias: Kipf's code has no bias, PyTorch Geometric's layers have one.
  public init(
    featureCount: Int, hidden: [Int] = [16], classCount: Int, dropout: Float = 0.5,
    inputDropout: Float? = nil, hasBias: Bool = true, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "gcn", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        inputDropout: inputDropout, hasBias: hasBias), seed: seed)
  }

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, seed: seed) { input, output, _, stream in
      GCNConv(inputSize: input, outputSize: output, hasBias: architecture.hasBias, stream: stream)
    }
  }
}

extension ModelFamily {
  static let gcn = network("gcn", "GCN (Kipf and Welling 2017)") { GCN($0, seed: $1) }
}
