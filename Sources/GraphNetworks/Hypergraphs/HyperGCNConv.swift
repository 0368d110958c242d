// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Graph convolution, `Y = D~^-1/2 (A + I) D~^-1/2 X W + b`, on a graph that approximates the hypergraph
/// (Yadati et al. 2019, "HyperGCN", section 4).
///
/// In each hyperedge e, the two nodes that are farthest apart along a random direction are connected.
/// With mediators, each other node of e is connected to both of them. The weight of these edges is
/// `1 / |e|`, or `1 / (2 |e| - 3)` with mediators. Each pass draws a new direction and compares nodes by
/// the input of the layer; ``FastHyperGCN`` uses one direction for all passes and compares nodes by
/// their features.
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Parameter names: `W`
/// `[inputSize, outputSize]`, `bias`.
public struct HyperGCNConv: HypergraphConvolution {
  /// The linear layer with W and b.
  public var lin: Linear
  /// Whether the other nodes of a hyperedge are connected to the two nodes that are farthest apart.
  public let hasMediators: Bool
  /// Creates the layer with a Glorot-uniform initial W and a bias that starts at 0.
  public init(inputSize: Int, outputSize: Int, hasMediators: Bool = true) {
    self.hasMediators = hasMediators
    lin = Linear(inputSize: inputSize, outputSize: outputSize)
  }

  /// False, because each node is connected to itself in any case.
  public var addsSelfLoops: Bool { false }

  /// The unweighted incidence.
  public var incidenceForm: IncidenceForm { .given }

  /// False, because the degrees depend on hyperedges outside the receptive field.
  public var hasReceptiveFields: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &lin.weight)
    visitor("bias", &lin.bias)
  }

  /// Returns the output for dense or sparse features of the nodes.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projections = Self.projections(of: features, stream: context.nextStream(.sampling))
    let graph = Self.graphApproximation(
      of: toHyperedges.pattern, projections: projections, hasMediators: hasMediators)
    return output(features, on: graph, context)
  }

  /// Returns the projections of the nodes onto a random direction whose components are uniform in 0...1.
  static func projections(of features: FeatureVariable, stream: RandomStream) -> [Float] {
    let count = features.featureCount
    let direction = Tensor((0..<count).map { Float(stream.uniform(at: UInt64($0))) }, shape: [count, 1])
    return features.multiplied(by: Variable(direction)).value.scalars
  }

  /// Returns the output on the graph that approximates the hypergraph.
  func output(_ features: FeatureVariable, on graph: MessageEdges, _ context: ForwardContext) -> Variable {
    let heard = graph.aggregate(features.multiplied(by: context[lin.weight]), .sum, context)
    return lin.bias.map { heard + context[$0] } ?? heard
  }
}
