// SPDX-License-Identifier: Apache-2.0

/// Simple spectral graph convolution (Zhu and Koniusz 2021).
public typealias SSGC = ConvolutionNetwork<SSGConv>

extension SSGConv: NetworkConvolution {
  /// The settings of an ``SSGC``, which has one layer. The defaults are those of Zhu and Koniusz (2021).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// K, the number of propagation steps over which the mean is taken.
    public var hops = 16
    /// The weight of a node's original features.
    public var alpha: Float = 0.05
    /// Whether the layers have a bias.
    public var hasBias = true

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    public init(hops: Int = 16, alpha: Float = 0.05, hasBias: Bool = true) {
      self.hops = hops
      self.alpha = alpha
      self.hasBias = hasBias
    }

    public var problem: String? { outside("hops", hops, 0...10_000) ?? outside("alpha", alpha, 0...1) }
  }

  /// The model's name, `ssgc`.
  public static var networkName: String { "ssgc" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SSGConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hops: configuration.hops,
      alpha: configuration.alpha, hasBias: configuration.hasBias)
  }
}
