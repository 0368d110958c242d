/// The local extremum network of Ranjan, Sanyal and Talukdar (2020).
public typealias LENetwork = ConvolutionNetwork<LEConv>

extension LEConv: NetworkConvolution {
  /// The settings that all networks of convolutions have.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// `leconv`
  public static var networkName: String { "leconv" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    LEConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
