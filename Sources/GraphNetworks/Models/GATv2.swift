public import TensorCore

/// The graph attention network with dynamic attention of Brody, Alon and Yahav (2022).
///
/// The weights of the edges play no part: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GATv2 = ConvolutionNetwork<GATv2Conv>

extension GATv2Conv: NetworkConvolution {
  /// The settings of a network.
  public typealias NetworkConfiguration = AttentionNetworkConfiguration

  /// `gatv2`
  public static var networkName: String { "gatv2" }

  /// ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// One column a head.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    GATv2Conv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      heads: place.isLast ? configuration.outputHeads : configuration.heads, concatenatesHeads: !place.isLast,
      attentionDropout: configuration.attentionDropout, hasBias: configuration.hasBias)
  }
}
