public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Layers of learnt functions of sets, then a linear layer (Chien et al. 2022). Names: `conv1...`, `conv2...`, `lin...`.
public struct AllSetTransformer: StepwiseClassifier {
  /// The settings of an ``AllSetTransformer``; the defaults are those of Chien et al. (2022).
  public struct Configuration: ModelConfiguration, HypergraphConfiguration {
    /// The number of attention heads, which share the columns of a layer.
    public var heads = 1
    /// The sizes of the layers, from the first to the last; a linear layer follows.
    public var hiddenSizes = [64]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.0
    /// Whether every node first gets a hyperedge of its own.
    public var addsSelfLoops = false

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameters:
    ///   - hiddenSize: the size of every hidden layer; for sizes that differ set ``hiddenSizes``.
    ///   - layers: the number of layers, the linear one included.
    public init(
      heads: Int = 1, hiddenSize: Int = 64, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float = 0.0,
      addsSelfLoops: Bool = false
    ) {
      self.heads = heads
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
      self.addsSelfLoops = addsSelfLoops
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside(hiddenSizes) ?? outside("heads", heads, 1...65_536) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1) ?? hiddenSizes.first { !$0.isMultiple(of: heads) }.map
      { "a layer of size \($0) is not a multiple of \(heads) heads" }
        ?? (hiddenSizes.isEmpty ? "hiddenSizes is empty; expected at least one layer" : nil)
    }
  }

  /// `allset`
  public static var name: String { "allset" }
  /// The hyperedges.
  public static var input: ModelInput { .hypergraph }

  /// The settings.
  public let configuration: Configuration
  /// The layers, as many as hidden sizes.
  public var convolutions: [AllSetConv]
  /// From the last layer to the classes.
  public var outputLin: Linear
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    let sizes = [data.featureCount] + configuration.hiddenSizes
    convolutions = zip(sizes, sizes.dropFirst()).map {
      AllSetConv(
        inputSize: $0, outputSize: $1, heads: configuration.heads, dropout: configuration.dropout,
        addsSelfLoops: configuration.addsSelfLoops)
    }
    outputLin = Linear(inputSize: sizes[sizes.count - 1], outputSize: data.classCount)
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
    visitor("lin", &outputLin)
  }

  /// To hyperedges and back, for every layer.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolutions.flatMap { $0.messageSteps(of: structure) }
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = inputDropout(features, context)
    for (layer, convolution) in convolutions.enumerated() {
      let output = convolution(input, along: propagation.steps[(2 * layer)..<(2 * layer + 2)], context)
      context.observer?.note(activation: output)
      input = .dense(dropout(output, context))
    }
    return outputLin(input, context)
  }
}
