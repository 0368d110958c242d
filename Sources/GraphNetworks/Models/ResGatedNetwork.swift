/// The residual gated network of Bresson and Laurent (2017).
///
/// The weights of the edges play no part: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias ResGatedNetwork = ConvolutionNetwork<ResGatedGraphConv>

extension ResGatedGraphConv: NetworkConvolution {
  /// The settings that all networks of convolutions have.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// `resgated`
  public static var networkName: String { "resgated" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    ResGatedGraphConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
