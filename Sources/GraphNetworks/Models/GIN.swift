public import NeuralNetworks
internal import TensorCore

/// The graph isomorphism network of Xu et al. (2019): every layer's network is two linear layers with ReLU between them.
public typealias GIN = ConvolutionNetwork<GINConv<Sequential>>

extension ConvolutionNetwork where Convolution == GINConv<Sequential> {
  /// Creates a network of `hidden.count + 1` convolutions.
  public init(
    featureCount: Int, hidden: [Int] = [64], classCount: Int, dropout: Float = 0.5, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "gin", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout),
      seed: seed)
  }

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, seed: seed) { input, output, isLast, stream in
      let width = isLast ? architecture.hidden.last ?? output : output
      return GINConv(
        Sequential(
          Linear(inputSize: input, outputSize: width, stream: stream.substream(0)), Activation(.relu),
          Linear(inputSize: width, outputSize: output, stream: stream.substream(1))))
    }
  }
}

extension ModelFamily {
  static let gin = network("gin", "GIN (Xu et al. 2019)") { GIN($0, seed: $1) }
}
