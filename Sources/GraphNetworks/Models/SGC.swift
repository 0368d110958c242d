// SPDX-License-Identifier: Apache-2.0

/// Simple graph convolution: logistic regression on features that have been averaged over neighbours K
/// times (Wu et al. 2019).
public typealias SGC = ConvolutionNetwork<SGConv>

extension SGConv: NetworkConvolution {
  /// The settings of an ``SGC``, which has one layer. The defaults are those of Wu et al. (2019).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// K, the number of times that the features are averaged.
    public var hops = 2
    /// Whether the layers have a bias.
    public var hasBias = false

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    public init(hops: Int = 2, hasBias: Bool = false) {
      self.hops = hops
      self.hasBias = hasBias
    }

    public var problem: String? { outside("hops", hops, 0...10_000) }
  }

  /// The model's name, `sgc`.
  public static var networkName: String { "sgc" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    SGConv(
      inputSize: place.inputSize, outputSize: place.outputSize, hops: configuration.hops,
      hasBias: configuration.hasBias)
  }
}
