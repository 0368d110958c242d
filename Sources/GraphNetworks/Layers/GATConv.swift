public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Graph attention: y_i = the sum over the neighbours j of alpha_ij W x_j, alpha_ij the softmax over them of
/// leaky(a_source . W x_j + a_target . W x_i + a_edge . W_edge e_ij), for every head (Velickovic et al. 2018, equations 1 to 5).
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, heads * outputSize]`, or `[targets, outputSize]` where the heads'
/// outputs are averaged. Scores are a number an edge and head; nothing of the size edges x features is made. Use edges with
/// one self-loop for every node. Names: `lin.weight`, `att_src`, `att_dst`, `lin_edge.weight`, `att_edge`, `bias`.
public struct GATConv: MessagePassingLayer {
  /// W, all heads.
  public var lin: Linear
  /// a_source, `[1, heads, outputSize]`.
  public var sourceAttention: Parameter
  /// a_target, `[1, heads, outputSize]`.
  public var targetAttention: Parameter
  /// W_edge, where edges have features.
  public var edgeLin: Linear?
  /// a_edge, `[1, heads, outputSize]`.
  public var edgeAttention: Parameter?
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

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  ///
  /// - Parameters:
  ///   - outputSize: of every head.
  ///   - edgeSize: the number of features of an edge; nil where edges have none.
  public init(
    inputSize: Int, outputSize: Int, heads: Int = 1, concatenatesHeads: Bool = true, edgeSize: Int? = nil,
    negativeSlope: Float = 0.2, attentionDropout: Float = 0, hasBias: Bool = true
  ) {
    self.heads = heads
    self.concatenatesHeads = concatenatesHeads
    self.negativeSlope = negativeSlope
    self.attentionDropout = Dropout(rate: attentionDropout)
    let width = heads * outputSize
    lin = Linear(inputSize: inputSize, outputSize: width, hasBias: false)
    sourceAttention = Self.attention(heads, outputSize)
    targetAttention = Self.attention(heads, outputSize)
    edgeLin = edgeSize.map {
      Linear(inputSize: $0, outputSize: width, hasBias: false)
    }
    edgeAttention = edgeSize.map { _ in Self.attention(heads, outputSize) }
    bias = hasBias ? Parameter([concatenatesHeads ? width : outputSize], .zeros) : nil
  }

  /// Attention vectors of all heads, drawn uniformly as a matrix `[heads, outputSize]`.
  static func attention(_ heads: Int, _ outputSize: Int) -> Parameter {
    Parameter([1, heads, outputSize], .glorotUniform, fanIn: heads, fanOut: outputSize)
  }

  /// The size of a head's output.
  public var outputSize: Int { lin.outputSize / heads }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att_src", &sourceAttention)
    visitor("att_dst", &targetAttention)
    visitor("att_edge", &edgeAttention)
    visitor("bias", &bias)
    visitor("lin", &lin)
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
    let projected = lin(features, context)
    // The parts one by one where somebody wants to see them or to weight them.
    guard edges.mask(context) == nil && context.observer?.seesAttention != true else {
      let weights = attentionWeights(projected, edgeFeatures, edges, context)
      return output(
        edges.weightedSums(projected, weights: attentionDropout(weights, context), context), context)
    }
    let parts = scoreParts(projected, edgeFeatures, edges, context)
    let dropout = attentionDropout.draw(count: edges.pattern.entryCount * heads, context)
    return output(
      edges.pattern.attention(
        projected, source: parts.source, target: parts.target, edge: parts.edge, slope: negativeSlope,
        dropout: dropout), context)
  }

  /// The attention weights of every entry of `edges.pattern` and head, `[entries, heads]`, before dropout.
  public func attentionWeights(
    _ features: FeatureVariable, edgeFeatures: Variable? = nil, on edges: MessageEdges,
    _ context: ForwardContext
  ) -> Variable {
    attentionWeights(lin(features, context), edgeFeatures, edges, context)
  }

  private func attentionWeights(
    _ projected: Variable, _ edgeFeatures: Variable?, _ edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let parts = scoreParts(projected, edgeFeatures, edges, context)
    return edges.pattern.softmax(
      edges.pattern.attentionScores(
        source: parts.source, target: parts.target, edge: parts.edge, slope: negativeSlope))
  }

  /// What the sources, the targets and the edges contribute to the scores.
  private func scoreParts(
    _ projected: Variable, _ edgeFeatures: Variable?, _ edges: MessageEdges, _ context: ForwardContext
  ) -> (source: Variable, target: Variable, edge: Variable?) {
    guard (edgeFeatures == nil) == (edgeLin == nil) else {
      fatalError("GATConv: edge features were \(edgeLin == nil ? "not " : "")expected")
    }
    let shape: Shape = [heads, outputSize]
    var edgeScores: Variable?
    if let edgeFeatures, let edgeLin, let edgeAttention {
      // a . (W e) = (W^T a) . e: a few numbers an edge, never its projection.
      let folded = (context[edgeLin.weight].reshaped([edgeLin.inputSize, heads * outputSize]))
        .headDots(context[edgeAttention].reshaped(shape))
      edgeScores = edges.entryFeatures(edgeFeatures).matmul(folded)
    }
    return (
      projected.headDots(context[sourceAttention].reshaped(shape)),
      edges.targetRows(of: projected.headDots(context[targetAttention].reshaped(shape))), edgeScores
    )
  }

  private func output(_ sums: Variable, _ context: ForwardContext) -> Variable {
    let output = sums.mergingHeads(heads, concatenates: concatenatesHeads)
    return bias.map { output + context[$0] } ?? output
  }
}
