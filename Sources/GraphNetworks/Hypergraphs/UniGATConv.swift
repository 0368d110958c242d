// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Attention to hyperedges: `y_i` is the sum of `alpha_ie h_e` over the hyperedges e of node i, plus b
/// (Huang and Yang 2021, "UniGNN", equation 7).
///
/// h_e is the mean of `W x_j` over the nodes j of e, and alpha_ie is the softmax over the hyperedges of
/// i of `leaky(a . [W x_i, h_e])`, separately for each head.
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, heads * outputSize]`, or `[nodes, outputSize]` if the
/// outputs of the heads are averaged. Parameter names: `W.weight`, `att_v`, `att_e`
/// `[1, heads, outputSize]`, `bias`.
public struct UniGATConv: HypergraphConvolution {
  /// The linear layer with W, for all heads.
  public var lin: Linear
  /// The half of a for nodes, `[1, heads, outputSize]`.
  public var nodeAttention: Parameter
  /// The half of a for hyperedges, `[1, heads, outputSize]`.
  public var hyperedgeAttention: Parameter
  /// The bias b; nil if there is none.
  public var bias: Parameter?
  /// The number of attention heads.
  public let heads: Int
  /// Whether the outputs of the heads are concatenated. If false, they are averaged.
  public let concatenatesHeads: Bool
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  public let addsSelfLoops: Bool

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  ///
  /// - Parameter outputSize: the number of output columns per head.
  public init(
    inputSize: Int, outputSize: Int, heads: Int = 1, concatenatesHeads: Bool = true,
    attentionDropout: Float = 0, addsSelfLoops: Bool = false, hasBias: Bool = true
  ) {
    self.heads = heads
    self.concatenatesHeads = concatenatesHeads
    self.attentionDropout = Dropout(rate: attentionDropout)
    self.addsSelfLoops = addsSelfLoops
    let width = heads * outputSize
    lin = Linear(inputSize: inputSize, outputSize: width, hasBias: false)
    nodeAttention = GATConv.attention(heads, outputSize)
    hyperedgeAttention = GATConv.attention(heads, outputSize)
    bias = hasBias ? Parameter([concatenatesHeads ? width : outputSize], .zeros) : nil
  }

  /// Means to hyperedges; the weights to nodes come from attention.
  public var incidenceForm: IncidenceForm { .meansAndSums }

  /// False, because the output for a node depends on the row of the node itself, which may be outside
  /// the receptive field.
  public var hasReceptiveFields: Bool { false }

  /// The number of output columns per head.
  public var outputSize: Int { lin.outputSize / heads }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &lin)
    visitor("att_v", &nodeAttention)
    visitor("att_e", &hyperedgeAttention)
    visitor("bias", &bias)
  }

  /// Returns the output for dense or sparse features of the nodes.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projected = lin(features, context)
    let hyperedges = toHyperedges.aggregate(projected, .sum, context)
    let shape: Shape = [heads, outputSize]
    let scores = toNodes.pattern.attentionScores(
      source: hyperedges.headDots(context[hyperedgeAttention].reshaped(shape)),
      target: projected.headDots(context[nodeAttention].reshaped(shape)))
    let shares = attentionDropout(toNodes.pattern.softmax(scores), context)
    let sums = toNodes.weightedSums(hyperedges, weights: shares, context)
    let output = sums.mergingHeads(heads, concatenates: concatenatesHeads)
    return bias.map { output + context[$0] } ?? output
  }
}
