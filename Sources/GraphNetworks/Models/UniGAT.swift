// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// UniGAT, a network in which nodes attend to their hyperedges (Huang and Yang 2021).
public typealias UniGAT = ConvolutionNetwork<UniGATConv>

extension UniGATConv: NetworkConvolution {
  /// The settings of a ``UniGAT``.
  public typealias NetworkConfiguration = HypergraphAttentionConfiguration

  /// The model's name, `unigat`.
  public static var networkName: String { "unigat" }

  /// The activation after each hidden layer, ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// Returns the number of attention heads, whose outputs are concatenated.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

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
