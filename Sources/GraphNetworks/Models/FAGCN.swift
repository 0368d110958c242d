// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The frequency adaptive network of Bo et al. (2021): a linear layer, `layers` convolutions and another
/// linear layer.
///
/// Parameter names: `lin1...`, `conv1...`, `lin2...`.
public struct FAGCN: StepwiseClassifier {
  /// The settings of an ``FAGCN``. The defaults are those of Bo et al. (2021).
  public struct Configuration: ModelConfiguration {
    /// The size of every hidden layer.
    public var hiddenSize = 32
    /// The number of convolutions.
    public var layers = 4
    /// The dropout rate on the output of the first linear layer.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The weight of the first layer's output in every convolution, the paper's epsilon.
    public var alpha: Float = 0.3
    /// The dropout rate on the attention weights.
    public var attentionDropout: Float = 0.5

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameter inputDropout: the dropout rate on the input features, or nil to use `dropout`.
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

    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
        "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
          "inputDropout", inputDropout, 0...1) ?? outside("alpha", alpha, 0...1)
        ?? outside("attentionDropout", attentionDropout, 0...1)
    }
  }

  /// The model's name, `fagcn`.
  public static var name: String { "fagcn" }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The linear layers before and after the convolutions.
  public var ends: LinearEnds
  /// The convolutions, from first to last.
  public var convolutions: [FAConv]

  /// Creates a network whose parameters have no values yet.
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

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    ends.visitParameters(visitor)
    visitor("conv", &convolutions, first: 1)
  }

  /// Returns the edges of D~^-1/2 (A + I) D~^-1/2 once per convolution.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: convolutions.count)
  }

  /// Returns the class scores (logits), `[nodes, classes]`.
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
