// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// The graph attention network of Velickovic et al. (2018). The outputs of the heads are concatenated in
/// hidden layers and averaged in the output layer, with ELU between the layers.
///
/// Edge weights are ignored: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GAT = ConvolutionNetwork<GATConv>

extension GATConv: NetworkConvolution {
  /// The settings of a ``GAT``.
  public typealias NetworkConfiguration = AttentionNetworkConfiguration

  /// The model's name, `gat`.
  public static var networkName: String { "gat" }

  /// The activation after each hidden layer, ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// Returns the number of attention heads, whose outputs are concatenated.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    GATConv(
      inputSize: place.inputSize, outputSize: place.outputSize,
      heads: place.isLast ? configuration.outputHeads : configuration.heads, concatenatesHeads: !place.isLast,
      attentionDropout: configuration.attentionDropout, hasBias: configuration.hasBias)
  }
}
