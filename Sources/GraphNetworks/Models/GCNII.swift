// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The deep graph convolutional network with initial residual connections and identity mapping of Chen
/// et al. (2020): a linear layer, `layers` convolutions and another linear layer.
///
/// Per convolution, the backward pass stores S X + X_0 and, for ReLU and dropout, one bit per element,
/// so the memory grows by one activation per layer.
///
/// Parameter names: `lin1...`, `conv1.weight1`, `conv2...`, `lin2...`.
public struct GCNII: StepwiseClassifier {
  /// The settings of a ``GCNII``. The defaults are those of Chen et al. (2020) for Cora.
  public struct Configuration: ModelConfiguration {
    /// The size of every hidden layer.
    public var hiddenSize = 64
    /// The number of convolutions.
    public var layers = 64
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.6
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.6
    /// The weight of the first layer's output in every convolution.
    public var alpha: Float = 0.1
    /// The strength of the identity mapping, the paper's lambda.
    public var theta: Float = 0.5

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameter inputDropout: the dropout rate on the input features, or nil to use `dropout`.
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

    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
        "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
          "inputDropout", inputDropout, 0...1) ?? outside("alpha", alpha, 0...1)
        ?? outside("theta", theta, 0...1000)
    }
  }

  /// The model's name, `gcn2`.
  public static var name: String { "gcn2" }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The linear layers before and after the convolutions.
  public var ends: LinearEnds
  /// The convolutions, from first to last.
  public var convolutions: [GCN2Conv]

  /// Creates a network whose parameters have no values yet.
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
    var initial = ends.hidden(features, context).relu()
    var x = ends.dropout(initial, context)
    if let first = convolutions.first, first.alpha < 1 { initial = first.scaled(initial) }
    // If layers are computed again, only the inputs of about as many groups of layers as a group has are kept.
    for group in context.groups(of: convolutions.count) {
      var initials: [Variable] = []
      for edges in propagation.steps[group] {
        initial = edges.targetRows(of: initial)
        initials.append(initial)
      }
      x = context.layer([x] + initials) {
        self.output(of: group, $0[0], initial: $0[1...], propagation, $1)
      }
    }
    return ends.outputLin(x, context)
  }

  /// Whether there are so many layers that computing groups of them again saves memory.
  public var canRecomputeLayers: Bool { convolutions.count >= 4 }

  /// Returns the output of consecutive layers.
  ///
  /// - Parameter initial: the initial representation of the targets of each layer.
  private func output(
    of layers: Range<Int>, _ x: Variable, initial: ArraySlice<Variable>, _ propagation: Propagation,
    _ context: ForwardContext
  ) -> Variable {
    var x = x
    for (layer, initial) in zip(layers, initial) {
      let (convolution, edges) = (convolutions[layer], propagation.steps[layer])
      let heard = edges.aggregate(x, .sum, context)
      x = ends.dropout.afterReLU(
        convolution.alpha < 1
          ? convolution.output(heard, scaledInitial: initial, context)
          : convolution(x, initial: initial, on: edges, context), context)
      context.observer?.note(activation: x)
    }
    return x
  }
}
