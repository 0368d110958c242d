public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The graph isomorphism layer with edge features: y_i = network((1 + epsilon) x_i + the sum of relu(x_j + W e_ij + b) over the
/// neighbours j) (Hu et al. 2020, "Strategies for pre-training graph neural networks", section 5.1).
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, e `[edges, edgeSize]`, y `[targets, outputSize]` of the network. Names: those of
/// ``GINConv``, and `lin.weight`, `lin.bias`.
public struct GINEConv<Network: Layer>: Module {
  /// The layer without edge features.
  public var base: GINConv<Network>
  /// W and b, where edge features are not as many as those of nodes.
  public var edgeLin: Linear?

  /// Creates the layer around a network.
  ///
  /// - Parameter edgeSize: the number of features of an edge; nil: as many as of a node, which are then added as they are.
  public init(
    _ network: Network, inputSize: Int, edgeSize: Int? = nil, epsilon: Float = 0,
    learnsEpsilon: Bool = false
  ) {
    base = GINConv(network, epsilon: epsilon, learnsEpsilon: learnsEpsilon)
    edgeLin = edgeSize.map { Linear(inputSize: $0, outputSize: inputSize) }
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    base.visitParameters(visitor)
    visitor("lin", &edgeLin)
  }

  /// The output. The messages exist for a block of edges at a time.
  public func callAsFunction(
    _ x: Variable, edgeFeatures: Variable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let heard = edges.propagate(x, edgeFeatures: edgeFeatures, context) { [edgeLin] input, context in
      guard let edge = input.edge else { return input.source.relu() }
      return (input.source + (edgeLin?(edge, context) ?? edge)).relu()
    }
    return base.network(base.rootShare(of: edges.targetRows(of: x), context) + heard, context)
  }
}
