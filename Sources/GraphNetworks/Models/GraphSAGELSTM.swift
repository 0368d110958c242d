/// GraphSAGE with an LSTM over the neighbours (Hamilton, Ying and Leskovec 2017).
///
/// The weights of the edges play no part: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GraphSAGELSTM = ConvolutionNetwork<SAGELSTMConv>

extension SAGELSTMConv: NetworkConvolution {
  /// The settings that all networks of convolutions have.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// `sage-lstm`
  public static var networkName: String { "sage-lstm" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SAGELSTMConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
