public import TensorCore

/// The network of attention to hyperedges of Huang and Yang (2021).
public typealias UniGAT = ConvolutionNetwork<UniGATConv>

extension UniGATConv: NetworkConvolution {
  /// The settings of a network.
  public typealias NetworkConfiguration = HypergraphAttentionConfiguration

  /// `unigat`
  public static var networkName: String { "unigat" }

  /// ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// One column a head.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    UniGATConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      heads: place.isLast ? configuration.outputHeads : configuration.heads,
      concatenatesHeads: !place.isLast, attentionDropout: configuration.attentionDropout,
      addsSelfLoops: configuration.addsSelfLoops, hasBias: configuration.hasBias)
  }
}
