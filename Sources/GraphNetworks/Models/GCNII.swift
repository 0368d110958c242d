public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Deep graph convolutions with initial residual and identity mapping (Chen et al. 2020): a linear layer, as many convolutions as
/// there are hidden sizes, a linear layer. Names: `lin1...`, `conv1.weight1`, `conv2...`, `lin2...`.
///
/// Of every convolution the backward pass needs S X + X_0 and, for ReLU and dropout, a bit an element: memory grows by one activation a
/// layer.
public struct GCNII: StepwiseClassifier {
  /// The settings of a ``GCNII``; the defaults are those of Chen et al. (2020) for Cora.
  public struct Configuration: ModelConfiguration {
    /// The size of every hidden layer.
    public var hiddenSize = 64
    /// The number of hidden layers.
    public var layers = 64
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.6
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.6
    /// The share of the first layer's output in every layer.
    public var alpha: Float = 0.1
    /// The strength of identity mapping, the paper's lambda.
    public var theta: Float = 0.5

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameter inputDropout: nil: as `dropout`.
    public init(
      hiddenSize: Int = 64, layers: Int = 64, dropout: Float = 0.6, inputDropout: Float? = nil,
      alpha: Float = 0.1, theta: Float = 0.5
    ) {
      self.hiddenSize = hiddenSize
      self.layers = layers
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.alpha = alpha
      self.theta = theta
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
        "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
          "inputDropout", inputDropout, 0...1) ?? outside("alpha", alpha, 0...1)
        ?? outside("theta", theta, 0...1000)
    }
  }

  /// `gcn2`
  public static var name: String { "gcn2" }

  /// The settings.
  public let configuration: Configuration
  /// The linear layers at both ends.
  public var ends: LinearEnds
  /// The convolutions.
  public var convolutions: [GCN2Conv]

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    ends = LinearEnds(
      size: configuration.hiddenSize, for: data, dropout: configuration.dropout,
      inputDropout: configuration.inputDropout)
    convolutions = (0..<configuration.layers).map {
      GCN2Conv(
        size: configuration.hiddenSize, alpha: configuration.alpha, theta: configuration.theta, layer: $0 + 1)
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
    var initial = ends.hidden(features, context).relu()
    var x = ends.dropout(initial, context)
    if let first = convolutions.first, first.alpha < 1 { initial = first.scaled(initial) }
    for (convolution, edges) in zip(convolutions, propagation.steps) {
      initial = edges.targetRows(of: initial)
      let heard = edges.aggregate(x, .sum, context)
      x = ends.dropout.afterReLU(
        convolution.alpha < 1
          ? convolution.output(heard, scaledInitial: initial, context)
          : convolution(x, initial: initial, on: edges, context), context)
      context.observer?.note(activation: x)
    }
    return ends.outputLin(x, context)
  }
}
