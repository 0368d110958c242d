public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The graph isomorphism layer: y_i = network((1 + epsilon) x_i + the sum of w_ij x_j over the neighbours j), w_ij the weight of the edge, 1 where
/// there are none (Xu et al. 2019, "How powerful are graph neural networks?", equation 4.1).
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]` of the network. Names: `eps` where it is learnt, `nn...`.
public struct GINConv<Network: Layer>: MessagePassingLayer {
  /// What turns the sums into the output.
  public var network: Network
  /// epsilon where it is learnt, `[1]`.
  public var learntEpsilon: Parameter?
  /// epsilon at the start.
  public let epsilon: Float

  /// Creates the layer around a network.
  public init(_ network: Network, epsilon: Float = 0, learnsEpsilon: Bool = false) {
    self.network = network
    self.epsilon = epsilon
    learntEpsilon = learnsEpsilon ? Parameter([1], .constant(epsilon)) : nil
  }

  /// Shows `eps` and the network.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("eps", &learntEpsilon)
    visitor("nn", &network)
  }

  /// The output for dense or sparse features.
  ///
  /// Where the network begins with a linear layer its weights come first, as they commute with the sum: shorter rows travel,
  /// and sparse features stay sparse.
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

  /// (1 + epsilon) x_i + the sum of x_j.
  private func sums(of x: Variable, on edges: MessageEdges, _ context: ForwardContext) -> Variable {
    rootShare(of: edges.targetRows(of: x), context) + edges.aggregate(x, .sum, context)
  }

  /// (1 + epsilon) x.
  func rootShare(of x: Variable, _ context: ForwardContext) -> Variable {
    learntEpsilon.map { x * (context[$0] + 1) } ?? (epsilon == 0 ? x : x * (1 + epsilon))
  }
}
