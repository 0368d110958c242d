// SPDX-License-Identifier: Apache-2.0

/// GraphSAGE with an LSTM over the neighbours (Hamilton, Ying and Leskovec 2017).
///
/// Edge weights are ignored: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GraphSAGELSTM = ConvolutionNetwork<SAGELSTMConv>

extension SAGELSTMConv: NetworkConvolution {
  /// The settings shared by all networks of convolutions.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// The model's name, `sage-lstm`.
  public static var networkName: String { "sage-lstm" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SAGELSTMConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
