public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Hypergraph convolution: Y = D_v^-1 H W D_e^-1 H^T X Theta + b; with attention the incidence of node i in hyperedge e is
/// the softmax over the nodes of e of leaky(a . [Theta x_i, Theta x_e]), for every head (Bai, Zhang and Torr 2021, "Hypergraph
/// convolution and hypergraph attention", equations 6 and 10).
///
/// D_v and D_e are those of the incidence without attention, as in PyTorch Geometric, so that the shares come on top of the means; or, as the
/// paper has them, those of the incidence with attention: hyperedges take weighted means of their nodes, and nodes of their hyperedges.
///
/// Shapes: X `[nodes, inputSize]`, features of hyperedges `[hyperedges, inputSize]`, Y `[nodes, heads * outputSize]`, or
/// `[nodes, outputSize]` where the heads' outputs are averaged. Names: `lin.weight`, `att` `[1, heads, 2 outputSize]`, `bias`.
public struct HypergraphConv: HypergraphConvolution {
  /// Theta, for all heads.
  public var lin: Linear
  /// a; nil without attention.
  public var attention: Parameter?
  /// b.
  public var bias: Parameter?
  /// The number of heads.
  public let heads: Int
  /// Whether the heads' outputs stand side by side; else they are averaged.
  public let concatenatesHeads: Bool
  /// The slope of the leaky ReLU below 0.
  public let negativeSlope: Float
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout
  /// Whether attention takes the place of the means.
  public let replacesMeans: Bool
  /// Whether every node first gets a hyperedge of its own.
  public let addsSelfLoops: Bool

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  ///
  /// - Parameter heads: of attention; nil: without attention.
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

  /// Means both ways.
  public var incidenceForm: IncidenceForm { .means }

  /// The size of a head's output.
  public var outputSize: Int { lin.outputSize / heads }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att", &attention)
    visitor("bias", &bias)
    visitor("lin", &lin)
  }

  /// The output for dense or sparse features. With attention the features of a hyperedge are the means of its nodes'.
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

  /// The output with attention for given features of hyperedges.
  public func callAsFunction(
    _ features: FeatureVariable, hyperedgeFeatures: Variable, toHyperedges: MessageEdges,
    toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    guard attention != nil else { fatalError("HypergraphConv: features of hyperedges go with attention") }
    return attended(
      lin(features, context), hyperedges: lin(hyperedgeFeatures, context), toHyperedges, toNodes, context)
  }

  private func attended(
    _ projected: Variable, hyperedges: Variable, _ toHyperedges: MessageEdges, _ toNodes: MessageEdges,
    _ context: ForwardContext
  ) -> Variable {
    guard let attention else { fatalError("HypergraphConv: has no attention") }
    let both = context[attention].reshaped([heads, 2 * outputSize])
    let scores = toHyperedges.pattern.attentionScores(
      source: projected.headDots(both.slice(axis: 1, 0..<outputSize)),
      target: hyperedges.headDots(both.slice(axis: 1, outputSize..<2 * outputSize)), slope: negativeSlope)
    let shares = attentionDropout(toHyperedges.pattern.softmax(scores), context)
    // Entry k of the way back stands at another place of the way there.
    let order = Array(toHyperedges.pattern.transposedWithEntries.entries)
    guard !replacesMeans else {
      let heard = toHyperedges.weightedSums(projected, weights: shares, context)
      let back = attentionDropout(toNodes.pattern.softmax(scores.rows(order)), context)
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
  /// Only without attention, whose two ways must have the same entries.
  public var hasReceptiveFields: Bool { attention == nil }
}
