// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// A network of ARMA filters (Bianchi et al. 2021).
public typealias ARMANetwork = ConvolutionNetwork<ARMAConv>

extension ARMAConv: NetworkConvolution {
  /// The settings of an ``ARMANetwork``. The defaults are those that Fey and Lenssen (2019) use for the
  /// model of Bianchi et al. (2021).
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The number of parallel stacks per layer.
    public var stacks = 2
    /// The number of steps of each stack. 0 is treated as 1.
    public var hops = 1
    /// Whether the layers have a bias.
    public var hasBias = true
    /// The connections between the layers.
    public var connections = LayerConnections.plain
    /// The normalisation between the layers.
    public var normalization = LayerNormalization.none

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameters:
    ///   - hiddenSize: the size of every hidden layer. For layers of different sizes, set
    ///     ``hiddenSizes``.
    ///   - layers: the number of layers, including the output layer.
    ///   - inputDropout: the dropout rate on the input features, or nil to use `dropout`.
    public init(
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
      stacks: Int = 2, hops: Int = 1, hasBias: Bool = true, connections: LayerConnections = .plain,
      normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.stacks = stacks
      self.hops = hops
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    public var problem: String? {
      networkProblem ?? outside("stacks", stacks, 1...1024) ?? outside("hops", hops, 1...10_000)
    }
  }

  /// The model's name, `arma`.
  public static var networkName: String { "arma" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    ARMAConv(
      inputSize: place.inputSize, outputSize: place.outputSize, stacks: configuration.stacks,
      layers: configuration.hops, sharesWeights: true,
      activation: place.isLast ? nil : .relu, skipDropout: 0.75, hasBias: configuration.hasBias)
  }
}
