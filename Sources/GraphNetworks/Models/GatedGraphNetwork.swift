// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The gated graph network of Li et al. (2016): a linear layer, a gated graph convolution and another
/// linear layer.
///
/// Parameter names: `lin1...`, `conv...`, `lin2...`.
public struct GatedGraphNetwork: StepwiseClassifier {
  /// The settings of a ``GatedGraphNetwork``.
  public struct Configuration: ModelConfiguration {
    /// The size of the hidden layer.
    public var hiddenSize = 64
    /// The dropout rate on the input of every layer except the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5
    /// The number of steps of the convolution.
    public var hops = 2

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameter inputDropout: the dropout rate on the input features, or nil to use `dropout`.
    public init(hiddenSize: Int = 64, dropout: Float = 0.5, inputDropout: Float? = nil, hops: Int = 2) {
      self.hiddenSize = hiddenSize
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.hops = hops
    }

    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1) ?? outside("hops", hops, 0...10_000)
    }
  }

  /// The model's name, `gated`.
  public static var name: String { "gated" }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The linear layers before and after the convolution.
  public var ends: LinearEnds
  /// The convolution, with `hops` steps.
  public var convolution: GatedGraphConv

  /// Creates a network whose parameters have no values yet.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    ends = LinearEnds(
      size: configuration.hiddenSize, for: data, dropout: configuration.dropout,
      inputDropout: configuration.inputDropout)
    convolution = GatedGraphConv(outputSize: configuration.hiddenSize, layers: configuration.hops)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    ends.visitParameters(visitor)
    visitor("conv", &convolution)
  }

  /// Returns the graph's edges, not normalised, once per step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    convolution.messageSteps(of: structure)
  }

  /// Returns the class scores (logits), `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    let start = ends.dropout.afterReLU(ends.hidden(features, context), context)
    let states = convolution(.dense(start), along: propagation.steps[...], context)
    context.observer?.note(activation: states)
    return ends.outputLin(ends.dropout(states, context), context)
  }
}
