// SPDX-License-Identifier: Apache-2.0

/// A network of Weisfeiler-Leman graph convolutions (Morris et al. 2019) that take the mean over the
/// neighbours.
public typealias GraphConvNetwork = ConvolutionNetwork<GraphConv>

extension GraphConv: NetworkConvolution {
  /// The settings shared by all networks of convolutions.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// The model's name, `graphconv`.
  public static var networkName: String { "graphconv" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    GraphConv(inputSize: place.inputSize, outputSize: place.outputSize, aggregation: .mean)
  }
}
