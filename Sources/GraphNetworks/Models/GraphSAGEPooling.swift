/// GraphSAGE with the largest of a layer of the neighbours (Hamilton, Ying and Leskovec 2017).
///
/// The weights of the edges play no part: ``ConvolutionNetwork/usesEdgeWeights`` is false.
public typealias GraphSAGEPooling = ConvolutionNetwork<SAGEPoolingConv>

extension SAGEPoolingConv: NetworkConvolution {
  /// The settings that all networks of convolutions have.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// `sage-pool`
  public static var networkName: String { "sage-pool" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SAGEPoolingConv(inputSize: place.inputSize, outputSize: place.outputSize)
  }
}
