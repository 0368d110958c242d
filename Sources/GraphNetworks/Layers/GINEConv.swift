// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The graph isomorphism layer with edge features: `y_i = network((1 + epsilon) x_i + s_i)`, where s_i
/// is the sum of `relu(x_j + W e_ij + b)` over the neighbours j (Hu et al. 2020, "Strategies for
/// pre-training graph neural networks", section 5.1). Edge weights are ignored.
///
/// Shapes: x `[sources, inputSize]`, e `[edges, edgeSize]`, y `[targets, outputSize]` with the network's
/// output size. Parameter names: those of ``GINConv``, and `lin.weight`, `lin.bias`.
public struct GINEConv<Network: Layer>: Module {
  /// The layer without edge features.
  public var base: GINConv<Network>
  /// The linear layer with W and b; nil if edge features are added without projection.
  public var edgeLin: Linear?

  /// Creates the layer with the given network.
  ///
  /// - Parameter edgeSize: the number of features per edge; nil if it is `inputSize` and the edge
  ///   features are to be added without projection.
  public init(
    _ network: Network, inputSize: Int, edgeSize: Int? = nil, epsilon: Float = 0,
    learnsEpsilon: Bool = false
  ) {
    base = GINConv(network, epsilon: epsilon, learnsEpsilon: learnsEpsilon)
    edgeLin = edgeSize.map { Linear(inputSize: $0, outputSize: inputSize) }
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    base.visitParameters(visitor)
    visitor("lin", &edgeLin)
  }

  /// Returns the output, one row per target. Messages exist for only one block of edges at a time.
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
