// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The graph isomorphism layer: `y_i = network((1 + epsilon) x_i + s_i)`, where s_i is the sum of
/// `w_ij x_j` over the neighbours j, and w_ij is the edge weight, or 1 if edges have no weights (Xu et
/// al. 2019, "How powerful are graph neural networks?", equation 4.1).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]` with the network's output size. Parameter
/// names: `eps` if it is learnt, `nn...`.
public struct GINConv<Network: Layer>: MessagePassingLayer {
  /// The network that computes the output from the sums.
  public var network: Network
  /// Epsilon if it is learnt, `[1]`; otherwise nil.
  public var learntEpsilon: Parameter?
  /// The initial value of epsilon, which stays the same if it is not learnt.
  public let epsilon: Float

  /// Creates the layer with the given network.
  public init(_ network: Network, epsilon: Float = 0, learnsEpsilon: Bool = false) {
    self.network = network
    self.epsilon = epsilon
    learntEpsilon = learnsEpsilon ? Parameter([1], .constant(epsilon)) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("eps", &learntEpsilon)
    visitor("nn", &network)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  ///
  /// If the network starts with a linear layer, its weights are applied before the sum, with which they
  /// commute. The aggregated rows are then only as wide as the output of that layer, and sparse features
  /// stay sparse.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    guard let chain = network as? Sequential, let first = chain.layers.first as? Linear else {
      return network(sums(of: features.dense(), on: edges, context), context)
    }
    let projected = sums(of: features.multiplied(by: context[first.weight]), on: edges, context)
    let start = first.bias.map { projected + context[$0] } ?? projected
    return chain.layers.dropFirst().reduce(start) { $1($0, context) }
  }

  /// Returns `(1 + epsilon) x_i` plus the weighted sum of x_j.
  private func sums(of x: Variable, on edges: MessageEdges, _ context: ForwardContext) -> Variable {
    rootShare(of: edges.targetRows(of: x), context) + edges.aggregate(x, .sum, context)
  }

  /// Returns `(1 + epsilon) x`.
  func rootShare(of x: Variable, _ context: ForwardContext) -> Variable {
    learntEpsilon.map { x * (context[$0] + 1) } ?? (epsilon == 0 ? x : x * (1 + epsilon))
  }
}
