// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Hypergraph convolution, `Y = D_v^-1 H W D_e^-1 H^T X Theta + b`, with optional attention (Bai, Zhang
/// and Torr 2021, "Hypergraph convolution and hypergraph attention", equations 6 and 10).
///
/// With attention, the incidence of node i in hyperedge e is the softmax over the nodes of e of
/// `leaky(a . [Theta x_i, Theta x_e])`, separately for each head.
///
/// By default, D_v and D_e are those of the incidence without attention, as in PyTorch Geometric: the
/// attention weights multiply the weights of the means. If ``replacesMeans`` is true, they are those of
/// the incidence with attention, as in the paper: hyperedges are weighted means of their nodes, and
/// nodes are weighted means of their hyperedges.
///
/// Shapes: X `[nodes, inputSize]`, features of hyperedges `[hyperedges, inputSize]`, Y
/// `[nodes, heads * outputSize]`, or `[nodes, outputSize]` if the outputs of the heads are averaged.
/// Parameter names: `lin.weight`, `att` `[1, heads, 2 outputSize]`, `bias`.
public struct HypergraphConv: HypergraphConvolution {
  /// The linear layer with Theta, for all heads.
  public var lin: Linear
  /// The attention vectors a, `[1, heads, 2 outputSize]`; nil without attention.
  public var attention: Parameter?
  /// The bias b; nil if there is none.
  public var bias: Parameter?
  /// The number of attention heads; 1 without attention.
  public let heads: Int
  /// Whether the outputs of the heads are concatenated. If false, they are averaged.
  public let concatenatesHeads: Bool
  /// The slope of the leaky ReLU below 0.
  public let negativeSlope: Float
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout
  /// Whether the attention weights replace the weights of the means instead of multiplying them.
  public let replacesMeans: Bool
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  public let addsSelfLoops: Bool

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  ///
  /// - Parameters:
  ///   - outputSize: the number of output columns per head.
  ///   - heads: the number of attention heads; nil means no attention.
  public init(
    inputSize: Int, outputSize: Int, heads: Int? = nil, concatenatesHeads: Bool = true,
    replacesMeans: Bool = false, negativeSlope: Float = 0.2, attentionDropout: Float = 0,
    addsSelfLoops: Bool = false, hasBias: Bool = true
  ) {
    self.replacesMeans = replacesMeans
    self.heads = heads ?? 1
    self.concatenatesHeads = concatenatesHeads
    self.negativeSlope = negativeSlope
    self.attentionDropout = Dropout(rate: attentionDropout)
    self.addsSelfLoops = addsSelfLoops
    let width = self.heads * outputSize
    lin = Linear(inputSize: inputSize, outputSize: width, hasBias: false)
    attention = heads.map { GATConv.attention($0, 2 * outputSize) }
    bias = hasBias ? Parameter([concatenatesHeads ? width : outputSize], .zeros) : nil
  }

  /// Means in both directions.
  public var incidenceForm: IncidenceForm { .means }

  /// The number of output columns per head.
  public var outputSize: Int { lin.outputSize / heads }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att", &attention)
    visitor("bias", &bias)
    visitor("lin", &lin)
  }

  /// Returns the output for dense or sparse features of the nodes. With attention, the features of a
  /// hyperedge are the mean of the features of its nodes.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let projected = lin(features, context)
    guard attention != nil else {
      let heard = toHyperedges.aggregate(projected, .sum, context)
      return output(toNodes.aggregate(heard, .sum, context), context)
    }
    return attended(
      projected, hyperedges: toHyperedges.aggregate(projected, .sum, context), toHyperedges, toNodes, context)
  }

  /// Returns the output with attention for the given features of the hyperedges,
  /// `[hyperedges, inputSize]`. Traps if the layer has no attention.
  public func callAsFunction(
    _ features: FeatureVariable, hyperedgeFeatures: Variable, toHyperedges: MessageEdges,
    toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    guard attention != nil else {
      fatalError("HypergraphConv: features of hyperedges need attention; create the layer with heads")
    }
    return attended(
      lin(features, context), hyperedges: lin(hyperedgeFeatures, context), toHyperedges, toNodes, context)
  }

  private func attended(
    _ projected: Variable, hyperedges: Variable, _ toHyperedges: MessageEdges, _ toNodes: MessageEdges,
    _ context: ForwardContext
  ) -> Variable {
    guard let attention else { fatalError("HypergraphConv: the layer has no attention") }
    let both = context[attention].reshaped([heads, 2 * outputSize])
    let scores = toHyperedges.pattern.attentionScores(
      source: projected.headDots(both.slice(axis: 1, 0..<outputSize)),
      target: hyperedges.headDots(both.slice(axis: 1, outputSize..<2 * outputSize)), slope: negativeSlope)
    let shares = attentionDropout(toHyperedges.pattern.softmax(scores), context)
    // Entry k of the edges to nodes has another position among the edges to hyperedges.
    let order = Array(toHyperedges.pattern.transposedWithEntries.entries)
    guard !replacesMeans else {
      let heard = toHyperedges.weightedSums(projected, weights: shares, context)
      // The incidence of a hyperedge counts with its weight: softmax(s + log w) = w e^s / sum of w e^s.
      let weighted = toNodes.logWeights.map { scores.rows(order) + Variable($0) } ?? scores.rows(order)
      let back = attentionDropout(toNodes.pattern.softmax(weighted), context)
      return output(toNodes.weightedSums(heard, weights: back, context), context)
    }
    let heard = toHyperedges.weightedSums(projected, weights: toHyperedges.weighted(shares), context)
    let back = toNodes.weighted(shares.rows(order))
    return output(toNodes.weightedSums(heard, weights: back, context), context)
  }

  private func output(_ sums: Variable, _ context: ForwardContext) -> Variable {
    let output = sums.mergingHeads(heads, concatenates: concatenatesHeads)
    return bias.map { output + context[$0] } ?? output
  }
}

extension HypergraphConv {
  /// True without attention, which needs the same entries in both steps.
  public var hasReceptiveFields: Bool { attention == nil }
}
