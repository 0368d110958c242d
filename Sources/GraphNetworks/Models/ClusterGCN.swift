/// GCN with an enhanced diagonal (Chiang et al. 2019).
public typealias ClusterGCN = ConvolutionNetwork<ClusterGCNConv>

extension ClusterGCNConv: NetworkConvolution {
  /// The settings of a network.
  public typealias NetworkConfiguration = BiasedNetworkConfiguration

  /// `clustergcn`
  public static var networkName: String { "clustergcn" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    ClusterGCNConv(
      inputSize: place.inputSize, outputSize: place.outputSize, diagonal: 1, hasBias: configuration.hasBias)
  }
}
