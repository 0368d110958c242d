/// The graph network of Weisfeiler and Leman of Morris et al. (2019), with the mean of the neighbours.
public typealias GraphConvNetwork = ConvolutionNetwork<GraphConv>

extension GraphConv: NetworkConvolution {
  /// The settings that all networks of convolutions have.
  public typealias NetworkConfiguration = PlainNetworkConfiguration

  /// `graphconv`
  public static var networkName: String { "graphconv" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: PlainNetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    GraphConv(inputSize: place.inputSize, outputSize: place.outputSize, aggregation: .mean)
  }
}
