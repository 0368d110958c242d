// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// AllSet layers, which learn functions of sets, followed by a linear layer (Chien et al. 2022).
///
/// Parameter names: `conv1...`, `conv2...`, `lin...`.
public struct AllSetTransformer: StepwiseClassifier {
  /// The settings of an ``AllSetTransformer``. The defaults are those of Chien et al. (2022).
  public struct Configuration: ModelConfiguration, HypergraphConfiguration {
    /// The number of attention heads. Each layer's columns are divided among them, so every hidden size
    /// must be a multiple of it.
    public var heads = 1
    /// The size of each AllSet layer, from first to last; a linear output layer follows.
    public var hiddenSizes = [64]
    /// The dropout rate within each AllSet layer and on its output.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.0
    /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
    public var addsSelfLoops = false

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameters:
    ///   - hiddenSize: the size of every hidden layer. For layers of different sizes, set
    ///     ``hiddenSizes``.
    ///   - layers: the number of layers, including the linear output layer.
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

    public var problem: String? {
      outside(hiddenSizes) ?? outside("heads", heads, 1...65_536) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1) ?? hiddenSizes.first { !$0.isMultiple(of: heads) }.map
      { "hiddenSizes contains \($0); expected multiples of heads (\(heads))" }
        ?? (hiddenSizes.isEmpty ? "hiddenSizes is empty; expected at least one layer" : nil)
    }
  }

  /// The model's name, `allset`.
  public static var name: String { "allset" }
  /// The data that the network uses in addition to the features: hyperedges.
  public static var input: ModelInput { .hypergraph }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The AllSet layers, one per hidden size.
  public var convolutions: [AllSetConv]
  /// The linear layer from the last hidden layer to the class scores.
  public var outputLin: Linear
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// Creates a network whose parameters have no values yet.
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
    visitor("lin", &outputLin)
  }

  /// Returns, for each layer, the edges from nodes to hyperedges and those from hyperedges to nodes.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolutions.flatMap { $0.messageSteps(of: structure) }
  }

  /// Returns the class scores (logits), `[nodes, classes]`.
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
