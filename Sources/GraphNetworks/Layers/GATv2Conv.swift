public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Dynamic graph attention: y_i = the sum over the neighbours j of alpha_ij W_l x_j, alpha_ij the softmax over them of
/// a . leaky(W_l x_j + W_r x_i + W_edge e_ij), for every head (Brody, Alon and Yahav 2022, "How attentive are graph
/// attention networks?", equation 7).
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, heads * outputSize]`, or `[targets, outputSize]` where the heads'
/// outputs are averaged. Names: `att`, `lin_l.weight`, `lin_l.bias`, `lin_r.weight`, `lin_r.bias`, `lin_edge.weight`, `bias`.
public struct GATv2Conv: MessagePassingLayer {
  /// W_l, of the sources.
  public var sourceLin: Linear
  /// W_r, of the targets; nil: the same as that of the sources.
  public var targetLin: Linear?
  /// W_edge, where edges have features.
  public var edgeLin: Linear?
  /// a, `[1, heads, outputSize]`.
  public var attention: Parameter
  /// `[heads * outputSize]`, or `[outputSize]` where heads are averaged.
  public var bias: Parameter?
  /// The number of heads.
  public let heads: Int
  /// Whether the heads' outputs stand side by side; else they are averaged.
  public let concatenatesHeads: Bool
  /// The slope of the leaky ReLU below 0.
  public let negativeSlope: Float
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout

  /// Initial weights are drawn after Glorot and Bengio; biases, where there are any, start at 0.
  ///
  /// - Parameters:
  ///   - outputSize: of every head.
  ///   - sharesWeights: whether W_r is W_l.
  ///   - edgeSize: the number of features of an edge; nil where edges have none.
  public init(
    inputSize: Int, outputSize: Int, heads: Int = 1, concatenatesHeads: Bool = true,
    sharesWeights: Bool = false, edgeSize: Int? = nil, negativeSlope: Float = 0.2,
    attentionDropout: Float = 0,
    hasBias: Bool = true
  ) {
    self.heads = heads
    self.concatenatesHeads = concatenatesHeads
    self.negativeSlope = negativeSlope
    self.attentionDropout = Dropout(rate: attentionDropout)
    let width = heads * outputSize
    sourceLin = Linear(
      inputSize: inputSize, outputSize: width, hasBias: hasBias)
    targetLin =
      sharesWeights
      ? nil
      : Linear(inputSize: inputSize, outputSize: width, hasBias: hasBias)
    attention = GATConv.attention(heads, outputSize)
    edgeLin = edgeSize.map {
      Linear(inputSize: $0, outputSize: width, hasBias: false)
    }
    bias = hasBias ? Parameter([concatenatesHeads ? width : outputSize], .zeros) : nil
  }

  /// The size of a head's output.
  public var outputSize: Int { sourceLin.outputSize / heads }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att", &attention)
    visitor("bias", &bias)
    visitor("lin_l", &sourceLin)
    visitor("lin_r", &targetLin)
    visitor("lin_edge", &edgeLin)
  }

  /// One edge from every node to itself, and no others.
  public var edgeForm: EdgeForm { .oneLoopEach }

  /// The output for dense or sparse features of edges without features.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    self(features, edgeFeatures: nil, on: edges, context)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, edgeFeatures: Variable?, on edges: MessageEdges,
    _ context: ForwardContext
  ) -> Variable {
    let sources = sourceLin(features, context)
    let weights = attentionWeights(sources, features, edgeFeatures, edges, context)
    let sums = edges.weightedSums(sources, weights: attentionDropout(weights, context), context)
    let output = sums.mergingHeads(heads, concatenates: concatenatesHeads)
    return bias.map { output + context[$0] } ?? output
  }

  /// The attention weights of every entry of `edges.pattern` and head, `[entries, heads]`, before dropout.
  public func attentionWeights(
    _ features: FeatureVariable, edgeFeatures: Variable? = nil, on edges: MessageEdges,
    _ context: ForwardContext
  ) -> Variable {
    attentionWeights(sourceLin(features, context), features, edgeFeatures, edges, context)
  }

  private func attentionWeights(
    _ sources: Variable, _ features: FeatureVariable, _ edgeFeatures: Variable?, _ edges: MessageEdges,
    _ context: ForwardContext
  ) -> Variable {
    guard (edgeFeatures == nil) == (edgeLin == nil) else {
      fatalError("GATv2Conv: edge features were \(edgeLin == nil ? "not " : "")expected")
    }
    var projectedEdges: Variable?
    if let edgeFeatures, let edgeLin {
      projectedEdges = edgeLin(edges.entryFeatures(edgeFeatures), context)
    }
    return edges.pattern.softmax(
      edges.pattern.dynamicScores(
        source: sources, target: edges.targetRows(of: targetLin?(features, context) ?? sources),
        edge: projectedEdges, weights: context[attention].reshaped([heads, outputSize]),
        slope: negativeSlope))
  }
}
