// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Hypergraph convolution with neurons for hyperedges as well as nodes (Dong, Sawin and Bengio 2020,
/// "HNHN", equations 1 to 3).
///
/// The row of hyperedge e is `Z_e = relu(m_e)`, where m_e is the weighted mean of `W_e x + b_e` over the
/// nodes of e. The row of a node in Y is the weighted mean of `W_v Z + b_v` over its hyperedges.
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Parameter names: `theta_v2e`, `theta_e2v`,
/// each with `weight` and `bias`.
public struct HNHNConv: HypergraphConvolution {
  /// The linear layer with W_e and b_e.
  public var hyperedgeLin: Linear
  /// The linear layer with W_v and b_v.
  public var nodeLin: Linear
  /// The weights of the means.
  public let incidenceForm: IncidenceForm
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  public let addsSelfLoops: Bool

  /// Creates the layer with Glorot-uniform initial weights and biases that start at 0.
  ///
  /// - Parameters:
  ///   - hyperedgeSize: the number of columns of the rows of hyperedges; nil means `outputSize`.
  ///   - alpha: the exponent of a hyperedge's size in the mean over a node's hyperedges.
  ///   - beta: the exponent of a node's number of hyperedges in the mean over a hyperedge's nodes.
  public init(
    inputSize: Int, outputSize: Int, hyperedgeSize: Int? = nil, alpha: Double = 0, beta: Double = 0,
    addsSelfLoops: Bool = false
  ) {
    let size = hyperedgeSize ?? outputSize
    self.addsSelfLoops = addsSelfLoops
    incidenceForm = .powers(alpha: alpha, beta: beta)
    hyperedgeLin = Linear(inputSize: inputSize, outputSize: size)
    nodeLin = Linear(inputSize: size, outputSize: outputSize)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("theta_v2e", &hyperedgeLin)
    visitor("theta_e2v", &nodeLin)
  }

  /// Returns the output for dense or sparse features of the nodes.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let hyperedges = toHyperedges.aggregate(hyperedgeLin(features, context), .sum, context).relu()
    return toNodes.aggregate(nodeLin(hyperedges, context), .sum, context)
  }
}
