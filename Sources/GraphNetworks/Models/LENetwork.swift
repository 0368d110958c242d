// SPDX-License-Identifier: Apache-2.0

/// A network of local extremum convolutions (Ranjan, Sanyal and Talukdar 2020).
public typealias LENetwork = ConvolutionNetwork<LEConv>

extension LEConv: NetworkConvolution {
  /// The settings shared by all networks of convolutions.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// The model's name, `leconv`.
  public static var networkName: String { "leconv" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    LEConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
