public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Attention to hyperedges: y_i = the sum over its hyperedges e of alpha_ie h_e, h_e the mean of W x_j over e's nodes, alpha_ie the softmax
/// over them of leaky(a . [W x_i, h_e]), for every head (Huang and Yang 2021, "UniGNN", equation 7).
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, heads * outputSize]`, or `[nodes, outputSize]` where the heads' outputs are
/// averaged. Names: `W.weight`, `att_v`, `att_e` `[1, heads, outputSize]`, `bias`.
public struct UniGATConv: HypergraphConvolution {
  /// W, for all heads.
  public var lin: Linear
  /// a, the half for nodes.
  public var nodeAttention: Parameter
  /// a, the half for hyperedges.
  public var hyperedgeAttention: Parameter
  /// b.
  public var bias: Parameter?
  /// The number of heads.
  public let heads: Int
  /// Whether the heads' outputs stand side by side; else they are averaged.
  public let concatenatesHeads: Bool
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout
  /// Whether every node first gets a hyperedge of its own.
  public let addsSelfLoops: Bool

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
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

  /// Means to hyperedges.
  public var incidenceForm: IncidenceForm { .meansAndSums }

  /// No: a node looks at itself, which it need not be in reach of.
  public var hasReceptiveFields: Bool { false }

  /// The size of a head's output.
  public var outputSize: Int { lin.outputSize / heads }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &lin)
    visitor("att_v", &nodeAttention)
    visitor("att_e", &hyperedgeAttention)
    visitor("bias", &bias)
  }

  /// The output for dense or sparse features.
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
