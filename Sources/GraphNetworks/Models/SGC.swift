/// Simple graph convolution: logistic regression on features that have been averaged K times (Wu et al. 2019).
public typealias SGC = ConvolutionNetwork<SGConv>

extension SGConv: NetworkConvolution {
  /// The settings of an ``SGC``, which has one layer; the defaults are those of Wu et al. (2019).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// K, how many times features are averaged.
    public var hops = 2
    /// Whether layers have a bias.
    public var hasBias = false

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    public init(hops: Int = 2, hasBias: Bool = false) {
      self.hops = hops
      self.hasBias = hasBias
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { outside("hops", hops, 0...10_000) }
  }

  /// `sgc`
  public static var networkName: String { "sgc" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SGConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hops: configuration.hops,
      hasBias: configuration.hasBias)
  }
}
