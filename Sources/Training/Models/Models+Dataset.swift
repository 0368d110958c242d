internal import GraphCore
public import GraphDatasets
public import GraphNetworks

extension ConvolutionNetwork where Convolution == GCNConv {
  /// Creates a network of the sizes that `data` asks for.
  public init(
    for data: NodeDataset, hidden: [Int] = [16], dropout: Float = 0.5, hasBias: Bool = true, seed: UInt64 = 0
  ) {
    self.init(
      featureCount: data.features.featureCount, hidden: hidden, classCount: data.classCount, dropout: dropout,
      hasBias: hasBias, seed: seed)
  }
}

extension MLP {
  /// Creates a network of the sizes that `data` asks for.
  public init(
    for data: NodeDataset, hidden: [Int] = [16], dropout: Float = 0.5, hasBias: Bool = true, seed: UInt64 = 0
  ) {
    self.init(
      featureCount: data.features.featureCount, hidden: hidden, classCount: data.classCount, dropout: dropout,
      hasBias: hasBias, seed: seed)
  }
}
