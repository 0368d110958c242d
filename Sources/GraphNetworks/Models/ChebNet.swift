// SPDX-License-Identifier: Apache-2.0

/// A network of Chebyshev convolutions (Defferrard, Bresson and Vandergheynst 2016).
public typealias ChebNet = ConvolutionNetwork<ChebConv>

extension ChebConv: NetworkConvolution {
  /// The settings of a ``ChebNet``. The defaults are those of Kipf and Welling (2017), whose code has no
  /// bias.
  public struct NetworkConfiguration: ConvolutionNetworkConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The degree of the polynomials, which is one less than the number of terms.
    public var hops = 3
    /// Whether the layers have a bias.
    public var hasBias = false
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
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil, hops: Int = 3,
      hasBias: Bool = false, connections: LayerConnections = .plain, normalization: LayerNormalization = .none
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hops = hops
      self.hasBias = hasBias
      self.connections = connections
      self.normalization = normalization
    }

    public var problem: String? { networkProblem ?? outside("hops", hops, 0...10_000) }
  }

  /// The model's name, `cheb`.
  public static var networkName: String { "cheb" }

  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    ChebConv(
      inputSize: place.inputSize, outputSize: place.outputSize, order: configuration.hops + 1,
      hasBias: configuration.hasBias)
  }
}
