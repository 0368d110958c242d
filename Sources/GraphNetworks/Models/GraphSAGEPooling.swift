// SPDX-License-Identifier: Apache-2.0

/// GraphSAGE with max pooling: each neighbour passes through a linear layer, and the elementwise maximum
/// is taken (Hamilton, Ying and Leskovec 2017).
///
/// Edge weights are ignored: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GraphSAGEPooling = ConvolutionNetwork<SAGEPoolingConv>

extension SAGEPoolingConv: NetworkConvolution {
  /// The settings shared by all networks of convolutions.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// The model's name, `sage-pool`.
  public static var networkName: String { "sage-pool" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SAGEPoolingConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
