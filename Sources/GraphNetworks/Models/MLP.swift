// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A multilayer perceptron that computes each node's scores from its features alone: linear layers with
/// ReLU between them and dropout on their inputs. As a baseline it shows whether the graph helps.
///
/// Parameter names: `lin1.weight`, `lin1.bias`, `lin2...`.
public struct MLP: StepwiseClassifier {
  /// The settings of an ``MLP``. The defaults are those of Kipf and Welling (2017), whose code has no
  /// bias.
  public struct Configuration: ModelConfiguration {
    /// The size of each hidden layer, from first to last; an output layer follows.
    public var hiddenSizes = [16]
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
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
      hiddenSize: Int = 16, layers: Int = 2, dropout: Float = 0.5, inputDropout: Float? = nil,
      hasBias: Bool = false
    ) {
      hiddenSizes = .equal(hiddenSize, count: layers - 1)
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hasBias = hasBias
    }

    public var problem: String? {
      outside(hiddenSizes) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1)
    }
  }

  /// The model's name, `mlp`.
  public static var name: String { "mlp" }
  /// The data that the network uses in addition to the features: none.
  public static var input: ModelInput { .features }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The linear layers, from first to last.
  public var layers: [Linear]
  /// Dropout on the input features.
  public let inputDropout: Dropout
  /// Dropout on the input of every layer except the first.
  public let dropout: Dropout

  /// Creates a network whose parameters have no values yet.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    let sizes = [data.featureCount] + configuration.hiddenSizes + [data.classCount]
    layers = zip(sizes, sizes.dropFirst()).map {
      Linear(inputSize: $0, outputSize: $1, hasBias: configuration.hasBias)
    }
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &layers, first: 1) }

  /// Returns no steps, because no messages pass between nodes.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [] }

  /// Returns the class scores (logits), `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    scores(features, context)
  }

  /// Returns the scores of the nodes whose features are given.
  func scores(_ features: FeatureVariable, _ context: ForwardContext) -> Variable {
    var input = inputDropout(features, context)
    for layer in layers.dropLast() {
      let output = layer(input, context)
      context.observer?.note(activation: output)
      input = .dense(dropout.afterReLU(output, context))
    }
    guard let last = layers.last else { fatalError("MLP: no layers") }
    return last(input, context)
  }
}
