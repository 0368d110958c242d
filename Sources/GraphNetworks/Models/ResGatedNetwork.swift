// SPDX-License-Identifier: Apache-2.0

/// The residual gated network of Bresson and Laurent (2017).
///
/// Edge weights are ignored: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias ResGatedNetwork = ConvolutionNetwork<ResGatedGraphConv>

extension ResGatedGraphConv: NetworkConvolution {
  /// The settings shared by all networks of convolutions.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// The model's name, `resgated`.
  public static var networkName: String { "resgated" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    ResGatedGraphConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
