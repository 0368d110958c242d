// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks

/// Edge convolution: `y_i` is the aggregate of `network([x_i, x_j - x_i])` over the neighbours j,
/// usually the maximum (Wang et al. 2019, "Dynamic graph CNN for learning on point clouds", equation 7).
/// Edge weights are ignored.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. The input of the network has 2 inputSize
/// columns and its output outputSize columns. Parameter names: `nn...`.
public struct EdgeConv<Network: Layer>: MessagePassingLayer {
  /// The network that computes a message from a pair of nodes.
  public var network: Network
  /// The aggregation of the messages.
  public let aggregation: Aggregation

  /// Creates the layer with the given network.
  public init(_ network: Network, aggregation: Aggregation = .maximum) {
    self.network = network
    self.aggregation = aggregation
  }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("nn", &network) }

  /// Returns the output, one row per target. Sparse features are made dense, and messages exist for only
  /// one block of edges at a time.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.propagate(features.dense(), aggregating: [aggregation], context) { [network] input, context in
      network(.concatenated([input.target, input.source - input.target], axis: 1), context)
    }
  }
}
