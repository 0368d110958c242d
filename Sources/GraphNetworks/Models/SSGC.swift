/// Simple spectral graph convolution (Zhu and Koniusz 2021).
public typealias SSGC = ConvolutionNetwork<SSGConv>

extension SSGConv: NetworkConvolution {
  /// The settings of an ``SSGC``, which has one layer; the defaults are those of Zhu and Koniusz (2021).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// K, the number of steps whose mean is taken.
    public var hops = 16
    /// The share of a node's own features.
    public var alpha: Float = 0.05
    /// Whether layers have a bias.
    public var hasBias = true

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    public init(hops: Int = 16, alpha: Float = 0.05, hasBias: Bool = true) {
      self.hops = hops
      self.alpha = alpha
      self.hasBias = hasBias
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? { outside("hops", hops, 0...10_000) ?? outside("alpha", alpha, 0...1) }
  }

  /// `ssgc`
  public static var networkName: String { "ssgc" }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SSGConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hops: configuration.hops,
      alpha: configuration.alpha, hasBias: configuration.hasBias)
  }
}
