/// The network of mixed powers of the adjacency of Abu-El-Haija et al. (2019): powers 0, 1 and 2 in hidden layers, 2 in the last.
public typealias MixHop = ConvolutionNetwork<MixHopConv>

extension MixHopConv: NetworkConvolution {
  /// The settings of a network.
  public typealias NetworkConfiguration = BiasedNetworkConfiguration

  /// `mixhop`
  public static var networkName: String { "mixhop" }

  /// One column a power.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { 3 }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    MixHopConv(
      inputSize: place.inputSize, outputSize: place.outputSize, powers: place.isLast ? [2] : [0, 1, 2],
      hasBias: configuration.hasBias)
  }
}
