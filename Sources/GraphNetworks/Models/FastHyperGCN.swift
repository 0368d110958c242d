public import Autograd
public import NeuralNetworks
internal import TensorCore

/// HyperGCN whose graph is found once, from the features along one direction, and serves all layers and epochs (Yadati et al. 2019,
/// section 4.3). Names: `conv1...`, `conv2...`.
public struct FastHyperGCN: StepwiseClassifier {
  /// The settings of a ``FastHyperGCN``; the defaults are those of Yadati et al. (2019).
  public struct Configuration: ModelConfiguration {
    /// The sizes of the hidden layers, from the first to the last; there is one layer more.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.0

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameters:
    ///   - hiddenSize: the size of every hidden layer; for sizes that differ set ``hiddenSizes``.
    ///   - layers: the number of layers, the last one included.
    public init(hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float = 0.0) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside(hiddenSizes) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1)
    }
  }

  /// `fast-hypergcn`
  public static var name: String { "fast-hypergcn" }
  /// The hyperedges.
  public static var input: ModelInput { .hypergraph }

  /// The settings.
  public let configuration: Configuration
  /// The convolutions.
  public var convolutions: [HyperGCNConv]
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    let sizes = [data.featureCount] + configuration.hiddenSizes + [data.classCount]
    convolutions = zip(sizes, sizes.dropFirst()).map { HyperGCNConv(inputSize: $0, outputSize: $1) }
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  /// Shows the convolutions.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
  }

  /// The graph that approximates the hypergraph, for every convolution. Its direction is the same for all models and data of as many
  /// features, so that a saved model finds it again. A structure without features stops the program.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    let edges = structure.cached(Key(), dependsOnFeatures: true) {
      guard let features = structure.features else { fatalError("FastHyperGCN: needs the nodes' features") }
      let stream = RandomStream(seed: 0, purpose: .sampling)
      return [
        HyperGCNConv.graphApproximation(
          of: structure.incidence(.given)[0].pattern,
          projections: HyperGCNConv.projections(of: FeatureVariable(features), stream: stream),
          hasMediators: true)
      ]
    }
    return [MessageEdges](repeating: edges[0], count: convolutions.count)
  }

  private struct Key: Hashable, Sendable {}

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = inputDropout(features, context)
    for (convolution, edges) in zip(convolutions.dropLast(), propagation.steps) {
      let output = convolution.output(input, on: edges, context)
      context.observer?.note(activation: output)
      input = .dense(dropout.afterReLU(output, context))
    }
    guard let last = convolutions.last, let edges = propagation.steps.last else {
      fatalError("FastHyperGCN: has no convolution")
    }
    return last.output(input, on: edges, context)
  }
}
