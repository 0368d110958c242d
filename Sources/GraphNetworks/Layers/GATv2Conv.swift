// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Dynamic graph attention: `y_i` is the sum of `alpha_ij W_l x_j` over the neighbours j, plus a bias
/// (Brody, Alon and Yahav 2022, "How attentive are graph attention networks?", equation 7). Edge weights
/// are ignored.
///
/// alpha_ij is the softmax over the neighbours j of `a . leaky(W_l x_j + W_r x_i + W_edge e_ij)`,
/// separately for each head.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, heads * outputSize]`, or `[targets, outputSize]` if
/// the outputs of the heads are averaged. Parameter names: `att`, `lin_l.weight`, `lin_l.bias`,
/// `lin_r.weight`, `lin_r.bias`, `lin_edge.weight`, `bias`.
public struct GATv2Conv: MessagePassingLayer {
  /// The linear layer with W_l, which is applied to the sources.
  public var sourceLin: Linear
  /// The linear layer with W_r, which is applied to the targets; nil if it is the same as W_l.
  public var targetLin: Linear?
  /// The linear layer with W_edge; nil if edges have no features.
  public var edgeLin: Linear?
  /// The attention vectors a, `[1, heads, outputSize]`.
  public var attention: Parameter
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

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, biases that start
  /// at 0.
  ///
  /// - Parameters:
  ///   - outputSize: the number of output columns per head.
  ///   - sharesWeights: whether W_r is W_l.
  ///   - edgeSize: the number of features per edge; nil if edges have no features.
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

  /// The number of output columns per head.
  public var outputSize: Int { sourceLin.outputSize / heads }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att", &attention)
    visitor("bias", &bias)
    visitor("lin_l", &sourceLin)
    visitor("lin_r", &targetLin)
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
    let sources = sourceLin(features, context)
    let weights = attentionWeights(sources, features, edgeFeatures, edges, context)
    let sums = edges.weightedSums(sources, weights: attentionDropout(weights, context), context)
    let output = sums.mergingHeads(heads, concatenates: concatenatesHeads)
    return bias.map { output + context[$0] } ?? output
  }

  /// Returns the attention weights before dropout, one row per entry of `edges.pattern`,
  /// `[entries, heads]`.
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
      fatalError(
        "GATv2Conv: \(edgeLin == nil ? "unexpected" : "missing") edge features; pass them if and only if the layer has an edgeSize"
      )
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
