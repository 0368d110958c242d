// SPDX-License-Identifier: Apache-2.0

/// MixHop, a network that mixes powers of the adjacency matrix (Abu-El-Haija et al. 2019): powers 0, 1
/// and 2 in hidden layers, power 2 in the output layer.
public typealias MixHop = ConvolutionNetwork<MixHopConv>

extension MixHopConv: NetworkConvolution {
  /// The settings of a ``MixHop`` network.
  public typealias NetworkConfiguration = BiasedNetworkConfiguration

  /// The model's name, `mixhop`.
  public static var networkName: String { "mixhop" }

  /// Returns the number of powers in a hidden layer, whose outputs are concatenated: 3.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { 3 }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    MixHopConv(
      inputSize: place.inputSize, outputSize: place.outputSize, powers: place.isLast ? [2] : [0, 1, 2],
      hasBias: configuration.hasBias)
  }
}
