// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// The layers of UniGNN, which extend graph layers to hypergraphs (Huang and Yang 2021, "UniGNN: a
/// unified framework for graph and hypergraph neural networks").
///
/// The row of a hyperedge e, h_e, is the mean of `W x_j` over the nodes j of e. Nodes then aggregate the
/// rows of their hyperedges as the graph layer aggregates the rows of neighbours.
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Parameter names: `W.weight`, `eps` if it is
/// learnt, `bias`.
public struct UniGNNConv: HypergraphConvolution {
  /// The way in which nodes aggregate the rows of their hyperedges.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// UniGCN: `y_i = 1 / sqrt(d_i)` times the sum of `h_e / sqrt(d_e)`, where d_i is the number of
    /// hyperedges of node i, and d_e the mean of these numbers over the nodes of e (equation 6).
    case convolution
    /// UniSAGE: `y_i` is `W x_i` plus the sum of h_e (equation 9).
    case sample
    /// UniGIN: `y_i` is `(1 + epsilon) W x_i` plus the sum of h_e, where epsilon is learnt (equation 8).
    case isomorphism
  }

  /// The linear layer with W.
  public var lin: Linear
  /// The epsilon of UniGIN, `[1]`; nil for the other kinds.
  public var epsilon: Parameter?
  /// The bias b; nil if there is none.
  public var bias: Parameter?
  /// The way in which nodes aggregate the rows of their hyperedges.
  public let kind: Kind
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  public let addsSelfLoops: Bool

  /// Creates the layer with a Glorot-uniform initial W and, if `hasBias` is true, a bias that starts
  /// at 0. Epsilon also starts at 0.
  public init(
    _ kind: Kind, inputSize: Int, outputSize: Int, addsSelfLoops: Bool = false, hasBias: Bool = true
  ) {
    self.kind = kind
    self.addsSelfLoops = addsSelfLoops
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: false)
    epsilon = kind == .isomorphism ? Parameter([1], .zeros) : nil
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  /// Means to hyperedges. To nodes, UniGCN divides by degrees; the other kinds sum.
  public var incidenceForm: IncidenceForm { kind == .convolution ? .unified : .meansAndSums }

  /// True for UniGCN only. The other kinds use the row of the node itself, which may be outside the
  /// receptive field.
  public var hasReceptiveFields: Bool { kind == .convolution }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &lin)
    visitor("eps", &epsilon)
    visitor("bias", &bias)
  }

  /// Returns the output for dense or sparse features of the nodes.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projected = lin(features, context)
    let heard = toNodes.aggregate(toHyperedges.aggregate(projected, .sum, context), .sum, context)
    let output =
      switch kind {
      case .convolution: heard
      case .sample: projected + heard
      case .isomorphism: epsilon.map { projected * (context[$0] + 1) + heard } ?? projected + heard
      }
    return bias.map { output + context[$0] } ?? output
  }
}
