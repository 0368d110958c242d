// SPDX-License-Identifier: Apache-2.0

/// The GCN with diagonal enhancement of Cluster-GCN (Chiang et al. 2019).
public typealias ClusterGCN = ConvolutionNetwork<ClusterGCNConv>

extension ClusterGCNConv: NetworkConvolution {
  /// The settings of a ``ClusterGCN``.
  public typealias NetworkConfiguration = BiasedNetworkConfiguration

  /// The model's name, `clustergcn`.
  public static var networkName: String { "clustergcn" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    ClusterGCNConv(
      inputSize: place.inputSize, outputSize: place.outputSize, diagonal: 1, hasBias: configuration.hasBias)
  }
}
