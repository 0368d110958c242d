// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// The graph attention network with dynamic attention (Brody, Alon and Yahav 2022).
///
/// Edge weights are ignored: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GATv2 = ConvolutionNetwork<GATv2Conv>

extension GATv2Conv: NetworkConvolution {
  /// The settings of a ``GATv2``.
  public typealias NetworkConfiguration = AttentionNetworkConfiguration

  /// The model's name, `gatv2`.
  public static var networkName: String { "gatv2" }

  /// The activation after each hidden layer, ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// Returns the number of attention heads, whose outputs are concatenated.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    GATv2Conv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      heads: place.isLast ? configuration.outputHeads : configuration.heads, concatenatesHeads: !place.isLast,
      attentionDropout: configuration.attentionDropout, hasBias: configuration.hasBias)
  }
}
