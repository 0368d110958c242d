public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Predict, then propagate: a network that looks at each node alone, whose scores then walk by personalised PageRank (Klicpera,
/// Bojchevski and Guennemann 2019). Names: `lin1.weight`, `lin1.bias`, `lin2...`.
public struct APPNPNetwork: StepwiseClassifier {
  /// The settings of an ``APPNPNetwork``; the defaults are those of Klicpera, Bojchevski and Guennemann (2019).
  public struct Configuration: ModelConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [64]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// The number of steps of the walk.
    public var hops = 10
    /// The share of the start at every step.
    public var alpha: Float = 0.1
    /// Whether layers have a bias.
    public var hasBias = false

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameters:
    ///   - hiddenSize: the size of every hidden layer; for sizes that differ set ``hiddenSizes``.
    ///   - layers: the number of layers, the last one included.
    ///   - inputDropout: nil: as `dropout`.
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

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside(hiddenSizes) ?? outside("dropout", dropout, 0...1) ?? outside(
        "inputDropout", inputDropout, 0...1) ?? outside("hops", hops, 0...10_000)
        ?? outside("alpha", alpha, 0...1)
    }
  }

  /// `appnp`
  public static var name: String { "appnp" }

  /// The settings.
  public let configuration: Configuration
  /// What looks at each node alone.
  public var network: MLP
  /// What follows it.
  public let propagation: APPNP

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    var layers = MLP.Configuration(
      dropout: configuration.dropout, inputDropout: configuration.inputDropout, hasBias: configuration.hasBias
    )
    layers.hiddenSizes = configuration.hiddenSizes
    network = MLP(layers, for: data)
    propagation = APPNP(hops: configuration.hops, alpha: configuration.alpha)
  }

  /// Shows the linear layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { network.visitParameters(visitor) }

  /// The walk.
  public var filters: [any SpectralConvolution] { [propagation] }

  /// D~^-1/2 (A + I) D~^-1/2 for every step of the walk.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    propagation.messageSteps(of: structure)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    self.propagation(.dense(network.scores(features, context)), along: propagation.steps[...], context)
  }
}
