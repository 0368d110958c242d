public import TensorCore

/// The graph attention network of Velickovic et al. (2018): heads side by side in hidden layers, averaged in the last, ELU
/// between them.
///
/// The weights of the edges play no part: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GAT = ConvolutionNetwork<GATConv>

extension GATConv: NetworkConvolution {
  /// The settings of a network.
  public typealias NetworkConfiguration = AttentionNetworkConfiguration

  /// `gat`
  public static var networkName: String { "gat" }

  /// ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// One column a head.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    GATConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      heads: place.isLast ? configuration.outputHeads : configuration.heads, concatenatesHeads: !place.isLast,
      attentionDropout: configuration.attentionDropout, hasBias: configuration.hasBias)
  }
}
