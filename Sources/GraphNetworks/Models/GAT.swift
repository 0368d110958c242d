internal import TensorCore

/// The graph attention network of Velickovic et al. (2018): heads side by side in hidden layers, averaged in the last, ELU
/// between them.
public typealias GAT = ConvolutionNetwork<GATConv>

/// The graph attention network with dynamic attention of Brody, Alon and Yahav (2022).
public typealias GATv2 = ConvolutionNetwork<GATv2Conv>

/// A network of attention as in the Transformer between neighbours (Shi et al. 2021).
public typealias GraphTransformer = ConvolutionNetwork<TransformerConv>

extension ConvolutionNetwork where Convolution == GATConv {
  /// Creates a network of `hidden.count + 1` convolutions.
  ///
  /// - Parameters:
  ///   - hidden: the size of every head.
  ///   - outputHeads: the number of heads of the last layer.
  public init(
    featureCount: Int, hidden: [Int] = [8], heads: Int = 8, outputHeads: Int = 1, classCount: Int,
    dropout: Float = 0.6, attentionDropout: Float = 0.6, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "gat", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        settings: [
          .heads: Float(heads), .outputHeads: Float(outputHeads), .attentionDropout: attentionDropout,
        ]), seed: seed)
  }

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, activation: .elu(), widening: architecture.count(.heads), seed: seed) {
      input, output, isLast, stream in
      GATConv(
        inputSize: input, outputSize: output, heads: architecture.count(isLast ? .outputHeads : .heads),
        concatenatesHeads: !isLast, attentionDropout: architecture[.attentionDropout],
        hasBias: architecture.hasBias, stream: stream)
    }
  }
}

extension ConvolutionNetwork where Convolution == GATv2Conv {
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, activation: .elu(), widening: architecture.count(.heads), seed: seed) {
      input, output, isLast, stream in
      GATv2Conv(
        inputSize: input, outputSize: output, heads: architecture.count(isLast ? .outputHeads : .heads),
        concatenatesHeads: !isLast, attentionDropout: architecture[.attentionDropout],
        hasBias: architecture.hasBias, stream: stream)
    }
  }
}

extension ConvolutionNetwork where Convolution == TransformerConv {
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.init(architecture, widening: architecture.count(.heads), seed: seed) {
      input, output, isLast, stream in
      TransformerConv(
        inputSize: input, outputSize: output, heads: architecture.count(isLast ? .outputHeads : .heads),
        concatenatesHeads: !isLast, attentionDropout: architecture[.attentionDropout],
        hasBias: architecture.hasBias, stream: stream)
    }
  }
}

extension ModelFamily {
  private static let attention: [ModelSetting: Float] = [.heads: 8, .outputHeads: 1, .attentionDropout: 0.6]
  /// Of layers whose heads have weights of their own.
  static let leastWeightCountOfHeads: @Sendable (ModelArchitecture, Double) -> Double = {
    architecture, products in
    let output = Double(architecture[.outputHeads]) * Double(architecture.classCount)
    guard let first = architecture.hidden.first else { return output * Double(architecture.featureCount) }
    return products + Double(architecture[.heads] - 1) * Double(architecture.featureCount) * Double(first)
      + output * Double(architecture[.heads])
  }

  static let gat = network(
    "gat", "GAT (Velickovic et al. 2018)", settings: attention, leastWeightCount: leastWeightCountOfHeads
  ) { GAT($0, seed: $1) }
  static let gatv2 = network(
    "gatv2", "GATv2 (Brody, Alon and Yahav 2022)", settings: attention,
    leastWeightCount: leastWeightCountOfHeads
  ) { GATv2($0, seed: $1) }
  static let transformer = network(
    "transformer", "graph Transformer (Shi et al. 2021)",
    settings: [.heads: 2, .outputHeads: 1, .attentionDropout: 0.3], leastWeightCount: leastWeightCountOfHeads
  ) { GraphTransformer($0, seed: $1) }
}
