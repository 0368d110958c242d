public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The frequency adaptive network of Bo et al. (2021): a linear layer, as many convolutions as there are hidden sizes, a linear layer.
/// Names: `lin1...`, `conv1...`, `lin2...`.
public struct FAGCN: StepwiseClassifier {
  /// The settings of an ``FAGCN``; the defaults are those of Bo et al. (2021).
  public struct Configuration: ModelConfiguration {
    /// The size of every hidden layer.
    public var hiddenSize = 32
    /// The number of hidden layers.
    public var layers = 4
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// The share of the first layer's output in every layer, the paper's epsilon.
    public var alpha: Float = 0.3
    /// The dropout rate on attention weights.
    public var attentionDropout: Float = 0.5

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameter inputDropout: nil: as `dropout`.
    public init(
      hiddenSize: Int = 32, layers: Int = 4, dropout: Float = 0.5, inputDropout: Float? = nil,
      alpha: Float = 0.3, attentionDropout: Float = 0.5
    ) {
      self.hiddenSize = hiddenSize
      self.layers = layers
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.alpha = alpha
      self.attentionDropout = attentionDropout
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
        "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
          "inputDropout", inputDropout, 0...1) ?? outside("alpha", alpha, 0...1)
        ?? outside("attentionDropout", attentionDropout, 0...1)
    }
  }

  /// `fagcn`
  public static var name: String { "fagcn" }

  /// The settings.
  public let configuration: Configuration
  /// The linear layers at both ends.
  public var ends: LinearEnds
  /// The convolutions.
  public var convolutions: [FAConv]

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    ends = LinearEnds(
      size: configuration.hiddenSize, for: data, dropout: configuration.dropout,
      inputDropout: configuration.inputDropout)
    convolutions = (0..<configuration.layers).map { _ in
      FAConv(
        size: configuration.hiddenSize, epsilon: configuration.alpha,
        attentionDropout: configuration.attentionDropout)
    }
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    ends.visitParameters(visitor)
    visitor("conv", &convolutions, first: 1)
  }

  /// D~^-1/2 (A + I) D~^-1/2 for every convolution.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: convolutions.count)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var x = ends.dropout.afterReLU(ends.hidden(features, context), context)
    var initial = x
    for (convolution, edges) in zip(convolutions, propagation.steps) {
      initial = edges.targetRows(of: initial)
      x = convolution(x, initial: initial, on: edges, context)
      context.observer?.note(activation: x)
    }
    return ends.outputLin(x, context)
  }
}
