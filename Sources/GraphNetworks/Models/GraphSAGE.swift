/// GraphSAGE on whole graphs, with the mean, the sum or the largest of the neighbours (Hamilton, Ying and Leskovec 2017).
public typealias GraphSAGE = ConvolutionNetwork<SAGEConv>

extension ConvolutionNetwork where Convolution == SAGEConv {
  /// Creates a network of `hidden.count + 1` convolutions that take the mean of the neighbours.
  public init(
    featureCount: Int, hidden: [Int] = [16], classCount: Int, dropout: Float = 0.5, seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "sage", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout),
      aggregation: .mean, seed: seed)
  }

  init(_ architecture: ModelArchitecture, aggregation: Aggregation, seed: UInt64) {
    self.init(architecture, seed: seed) { input, output, _, stream in
      SAGEConv(
        inputSize: input, outputSize: output, aggregation: aggregation, hasBias: architecture.hasBias,
        stream: stream)
    }
  }
}

extension ModelFamily {
  static let sage = network("sage", "GraphSAGE, mean (Hamilton, Ying and Leskovec 2017)") {
    GraphSAGE($0, aggregation: .mean, seed: $1)
  }
  static let sageMaximum = network("sage-max", "GraphSAGE, largest (Hamilton, Ying and Leskovec 2017)") {
    GraphSAGE($0, aggregation: .maximum, seed: $1)
  }
  static let sagePooling = network("sage-pool", "GraphSAGE, pooling (Hamilton, Ying and Leskovec 2017)") {
    ConvolutionNetwork($0, seed: $1) { input, output, _, stream in
      SAGEPoolingConv(inputSize: input, outputSize: output, stream: stream)
    }
  }
  static let sageLSTM = network("sage-lstm", "GraphSAGE, LSTM (Hamilton, Ying and Leskovec 2017)") {
    ConvolutionNetwork($0, seed: $1) { input, output, _, stream in
      SAGELSTMConv(inputSize: input, outputSize: output, stream: stream)
    }
  }
}
