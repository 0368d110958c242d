public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A linear layer, a gated graph convolution, a linear layer (Li et al. 2016). Names: `lin1...`, `conv...`, `lin2...`.
public struct GatedGraphNetwork: StepwiseClassifier {
  /// The settings of a ``GatedGraphNetwork``.
  public struct Configuration: ModelConfiguration {
    /// The size of the hidden layer.
    public var hiddenSize = 64
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// The number of steps.
    public var hops = 2

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameter inputDropout: nil: as `dropout`.
    public init(hiddenSize: Int = 64, dropout: Float = 0.5, inputDropout: Float? = nil, hops: Int = 2) {
      self.hiddenSize = hiddenSize
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hops = hops
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1) ?? outside("hops", hops, 0...10_000)
    }
  }

  /// `gated`
  public static var name: String { "gated" }

  /// The settings.
  public let configuration: Configuration
  /// The linear layers at both ends.
  public var ends: LinearEnds
  /// The convolution, of as many steps as the setting `hops`.
  public var convolution: GatedGraphConv

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    ends = LinearEnds(
      size: configuration.hiddenSize, for: data, dropout: configuration.dropout,
      inputDropout: configuration.inputDropout)
    convolution = GatedGraphConv(outputSize: configuration.hiddenSize, layers: configuration.hops)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    ends.visitParameters(visitor)
    visitor("conv", &convolution)
  }

  /// The edges as they are, for every step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolution.messageSteps(of: structure)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    let start = ends.dropout.afterReLU(ends.hidden(features, context), context)
    let states = convolution(.dense(start), along: propagation.steps[...], context)
    context.observer?.note(activation: states)
    return ends.outputLin(ends.dropout(states, context), context)
  }
}
