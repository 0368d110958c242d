// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Graph attention: `y_i` is the sum of `alpha_ij W x_j` over the neighbours j, plus a bias (Velickovic
/// et al. 2018, equations 1 to 5). Edge weights are ignored.
///
/// alpha_ij is the softmax over the neighbours j of
/// `leaky(a_source . W x_j + a_target . W x_i + a_edge . W_edge e_ij)`, computed separately for each
/// head. Scores take one number per edge and head; nothing of size edges x features is created. Called
/// with a graph, the layer replaces self-loops by exactly one per node.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, heads * outputSize]`, or `[targets, outputSize]` if
/// the outputs of the heads are averaged. Parameter names: `lin.weight`, `att_src`, `att_dst`,
/// `lin_edge.weight`, `att_edge`, `bias`.
public struct GATConv: MessagePassingLayer {
  /// The linear layer with W, for all heads.
  public var lin: Linear
  /// The attention vectors a_source, `[1, heads, outputSize]`.
  public var sourceAttention: Parameter
  /// The attention vectors a_target, `[1, heads, outputSize]`.
  public var targetAttention: Parameter
  /// The linear layer with W_edge; nil if edges have no features.
  public var edgeLin: Linear?
  /// The attention vectors a_edge, `[1, heads, outputSize]`; nil if edges have no features.
  public var edgeAttention: Parameter?
  /// The bias, `[heads * outputSize]`, or `[outputSize]` if heads are averaged; nil if there is none.
  public var bias: Parameter?
  /// The number of attention heads.
  public let heads: Int
  /// Whether the outputs of the heads are concatenated. If false, they are averaged.
  public let concatenatesHeads: Bool
  /// The slope of the leaky ReLU below 0.
  public let negativeSlope: Float
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  ///
  /// - Parameters:
  ///   - outputSize: the number of output columns per head.
  ///   - edgeSize: the number of features per edge; nil if edges have no features.
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

  /// Returns the attention vectors of all heads, with Glorot-uniform initial values as for a matrix
  /// `[heads, outputSize]`.
  static func attention(_ heads: Int, _ outputSize: Int) -> Parameter {
    Parameter([1, heads, outputSize], .glorotUniform, fanIn: heads, fanOut: outputSize)
  }

  /// The number of output columns per head.
  public var outputSize: Int { lin.outputSize / heads }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att_src", &sourceAttention)
    visitor("att_dst", &targetAttention)
    visitor("att_edge", &edgeAttention)
    visitor("bias", &bias)
    visitor("lin", &lin)
    visitor("lin_edge", &edgeLin)
  }

  /// The edges with exactly one self-loop per node.
  public var edgeForm: EdgeForm { .oneLoopEach }

  /// Returns the output for dense or sparse features of the sources, if edges have no features.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    self(features, edgeFeatures: nil, on: edges, context)
  }

  /// Returns the output for dense or sparse features of the sources. Traps if `edgeFeatures` is nil
  /// although the layer was created with `edgeSize`, or is not nil although it was created without.
  public func callAsFunction(
    _ features: FeatureVariable, edgeFeatures: Variable?, on edges: MessageEdges,
    _ context: ForwardContext
  ) -> Variable {
    let projected = lin(features, context)
    // The fused operation below does not expose the attention weights, which an observer can record or
    // mask.
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

  /// Returns the attention weights before dropout, one row per entry of `edges.pattern`,
  /// `[entries, heads]`.
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

  /// Returns the contributions of the sources, the targets and the edges to the scores.
  private func scoreParts(
    _ projected: Variable, _ edgeFeatures: Variable?, _ edges: MessageEdges, _ context: ForwardContext
  ) -> (source: Variable, target: Variable, edge: Variable?) {
    guard (edgeFeatures == nil) == (edgeLin == nil) else {
      fatalError(
        "GATConv: \(edgeLin == nil ? "unexpected" : "missing") edge features; pass them if and only if the layer has an edgeSize"
      )
    }
    let shape: Shape = [heads, outputSize]
    var edgeScores: Variable?
    if let edgeFeatures, let edgeLin, let edgeAttention {
      // a . (W e) = (W^T a) . e: this needs a few numbers per edge instead of the projected edge
      // features.
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
