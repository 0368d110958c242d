// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A HyperGCN that approximates the hypergraph by a graph only once, by projecting the features onto one
/// direction, and uses this graph in all layers and epochs (Yadati et al. 2019, section 4.3).
///
/// Parameter names: `conv1...`, `conv2...`.
public struct FastHyperGCN: StepwiseClassifier {
  /// The settings of a ``FastHyperGCN``. The defaults are those of Yadati et al. (2019).
  public struct Configuration: ModelConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.0

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameters:
    ///   - hiddenSize: the size of every hidden layer. For layers of different sizes, set
    ///     ``hiddenSizes``.
    ///   - layers: the number of layers, including the output layer.
    public init(hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float = 0.0) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout
    }

    public var problem: String? {
      outside(hiddenSizes) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1)
    }
  }

  /// The model's name, `fast-hypergcn`.
  public static var name: String { "fast-hypergcn" }
  /// The data that the network uses in addition to the features: hyperedges.
  public static var input: ModelInput { .hypergraph }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The convolutions, from first to last.
  public var convolutions: [HyperGCNConv]
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// Creates a network whose parameters have no values yet.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    let sizes = [data.featureCount] + configuration.hiddenSizes + [data.classCount]
    convolutions = zip(sizes, sizes.dropFirst()).map { HyperGCNConv(inputSize: $0, outputSize: $1) }
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
  }

  /// Returns the graph that approximates the hypergraph, once per convolution.
  ///
  /// The direction depends only on the number of features, so a saved model obtains the same graph
  /// again. Traps if `structure` has no features.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    let edges = structure.cached(Key(), dependsOnFeatures: true) {
      guard let features = structure.features else {
        fatalError("FastHyperGCN: the structure has no node features; pass structure.with(features)")
      }
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

  /// Returns the class scores (logits), `[nodes, classes]`.
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
      fatalError("FastHyperGCN: no convolutions")
    }
    return last.output(input, on: edges, context)
  }
}
