public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A network that looks at each node alone: linear layers with ReLU between them and dropout on what enters
/// them. The baseline that tells whether the graph helps. Names: `lin1.weight`, `lin1.bias`, `lin2...`.
public struct MLP: StepwiseClassifier {
  /// The settings of an ``MLP``; the defaults are those of Kipf and Welling (2017), whose code has no bias.
  public struct Configuration: ModelConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
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
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
      hasBias: Bool = false
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hasBias = hasBias
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside(hiddenSizes) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1)
    }
  }

  /// `mlp`
  public static var name: String { "mlp" }
  /// Nothing besides features.
  public static var input: ModelInput { .features }

  /// The settings.
  public let configuration: Configuration
  /// The linear layers.
  public var layers: [Linear]
  /// Dropout on the features.
  public let inputDropout: Dropout
  /// Dropout on the input of every later layer.
  public let dropout: Dropout

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    let sizes = [data.featureCount] + configuration.hiddenSizes + [data.classCount]
    layers = zip(sizes, sizes.dropFirst()).map {
      Linear(inputSize: $0, outputSize: $1, hasBias: configuration.hasBias)
    }
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  /// Shows the layers as `lin1`, `lin2`, ...
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &layers, first: 1) }

  /// None: no node hears from another.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [] }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    scores(features, context)
  }

  /// The scores of the nodes whose features are given.
  func scores(_ features: FeatureVariable, _ context: ForwardContext) -> Variable {
    var input = inputDropout(features, context)
    for layer in layers.dropLast() {
      let output = layer(input, context)
      context.observer?.note(activation: output)
      input = .dense(dropout.afterReLU(output, context))
    }
    guard let last = layers.last else { fatalError("MLP: has no layer") }
    return last(input, context)
  }
}
