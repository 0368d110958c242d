public import Autograd
public import NeuralNetworks

/// Edge convolution: y_i = the aggregate over the neighbours j of network([x_i, x_j - x_i]), most often the largest (Wang et
/// al. 2019, "Dynamic graph CNN for learning on point clouds", equation 7).
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]` of the network, whose input has 2 inputSize columns. Names:
/// `nn...`.
public struct EdgeConv<Network: Layer>: MessagePassingLayer {
  /// What turns a pair of nodes into a message.
  public var network: Network
  /// How messages are aggregated.
  public let aggregation: Aggregation

  /// Creates the layer around a network.
  public init(_ network: Network, aggregation: Aggregation = .maximum) {
    self.network = network
    self.aggregation = aggregation
  }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows the network.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("nn", &network) }

  /// The output; sparse features are made dense. The messages exist for a block of edges at a time.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.propagate(features.dense(), aggregating: [aggregation], context) { [network] input, context in
      network(.concatenated([input.target, input.source - input.target], axis: 1), context)
    }
  }
}
