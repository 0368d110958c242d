// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// APPNP, "predict then propagate": an MLP computes scores for each node from its features alone, and
/// personalised PageRank then propagates the scores along the edges (Klicpera, Bojchevski and Guennemann
/// 2019).
///
/// Parameter names: `lin1.weight`, `lin1.bias`, `lin2...`.
public struct APPNPNetwork: StepwiseClassifier {
  /// The settings of an ``APPNPNetwork``. The defaults are those of Klicpera, Bojchevski and Guennemann
  /// (2019).
  public struct Configuration: ModelConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [64]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The number of propagation steps.
    public var hops = 10
    /// The teleport probability: the weight of the MLP's scores in each propagation step.
    public var alpha: Float = 0.1
    /// Whether the layers have a bias.
    public var hasBias = false

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameters:
    ///   - hiddenSize: the size of every hidden layer. For layers of different sizes, set
    ///     ``hiddenSizes``.
    ///   - layers: the number of layers, including the output layer.
    ///   - inputDropout: the dropout rate on the input features, or nil to use `dropout`.
    public init(
      hiddenSize: Int = 64, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil, hops: Int = 10,
      alpha: Float = 0.1, hasBias: Bool = false
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hops = hops
      self.alpha = alpha
      self.hasBias = hasBias
    }

    public var problem: String? {
      outside(hiddenSizes) ?? outside("dropout", dropout, 0...1) ?? outside(
        "inputDropout", inputDropout, 0...1) ?? outside("hops", hops, 0...10_000)
        ?? outside("alpha", alpha, 0...1)
    }
  }

  /// The model's name, `appnp`.
  public static var name: String { "appnp" }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The MLP that computes each node's scores from its features.
  public var network: MLP
  /// The propagation of the MLP's scores.
  public let propagation: APPNP

  /// Creates a network whose parameters have no values yet.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    var layers = MLP.Configuration(
      dropout: configuration.dropout, inputDropout: configuration.inputDropout, hasBias: configuration.hasBias
    )
    layers.hiddenSizes = configuration.hiddenSizes
    network = MLP(layers, for: data)
    propagation = APPNP(hops: configuration.hops, alpha: configuration.alpha)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { network.visitParameters(visitor) }

  /// The propagation, which is a filter of the graph's frequencies.
  public var filters: [any SpectralConvolution] { [propagation] }

  /// Returns the edges of D~^-1/2 (A + I) D~^-1/2 once per propagation step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    propagation.messageSteps(of: structure)
  }

  /// Returns the class scores (logits), `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    self.propagation(.dense(network.scores(features, context)), along: propagation.steps[...], context)
  }
}
