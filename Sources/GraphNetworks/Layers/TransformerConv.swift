// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Attention between neighbours as in the Transformer: `y_i` is `W_skip x_i` plus the sum of
/// `alpha_ij W_value x_j` over the neighbours j (Shi et al. 2021, "Masked label prediction", equations 3
/// and 4). Edge weights are ignored.
///
/// alpha_ij is the softmax over the neighbours j of `(W_query x_i) . (W_key x_j) / sqrt(outputSize)`,
/// separately for each head.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, heads * outputSize]`, or `[targets, outputSize]` if
/// the outputs of the heads are averaged. Parameter names: `lin_key`, `lin_query`, `lin_value`,
/// `lin_skip`, each with `weight` and `bias`.
public struct TransformerConv: MessagePassingLayer {
  /// The linear layer with W_key.
  public var keyLin: Linear
  /// The linear layer with W_query.
  public var queryLin: Linear
  /// The linear layer with W_value.
  public var valueLin: Linear
  /// The linear layer with W_skip; nil if the node itself is left out.
  public var skipLin: Linear?
  /// The number of attention heads.
  public let heads: Int
  /// Whether the outputs of the heads are concatenated. If false, they are averaged.
  public let concatenatesHeads: Bool
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, biases that start
  /// at 0.
  ///
  /// - Parameters:
  ///   - outputSize: the number of output columns per head.
  ///   - hasSkip: whether the row of the node itself, multiplied by W_skip, is added.
  public init(
    inputSize: Int, outputSize: Int, heads: Int = 1, concatenatesHeads: Bool = true, hasSkip: Bool = true,
    attentionDropout: Float = 0, hasBias: Bool = true
  ) {
    self.heads = heads
    self.concatenatesHeads = concatenatesHeads
    self.attentionDropout = Dropout(rate: attentionDropout)
    let linear = { (width: Int) in
      Linear(inputSize: inputSize, outputSize: width, hasBias: hasBias)
    }
    keyLin = linear(heads * outputSize)
    queryLin = linear(heads * outputSize)
    valueLin = linear(heads * outputSize)
    skipLin = hasSkip ? linear(concatenatesHeads ? heads * outputSize : outputSize) : nil
  }

  /// The number of output columns per head.
  public var outputSize: Int { valueLin.outputSize / heads }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_key", &keyLin)
    visitor("lin_query", &queryLin)
    visitor("lin_value", &valueLin)
    visitor("lin_skip", &skipLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let weights = attentionDropout(attentionWeights(features, on: edges, context), context)
    let sums = edges.weightedSums(valueLin(features, context), weights: weights, context)
    let heard = sums.mergingHeads(heads, concatenates: concatenatesHeads)
    return skipLin.map { heard + edges.targetRows(of: features, through: $0, context) } ?? heard
  }

  /// Returns the attention weights before dropout, one row per entry of `edges.pattern`,
  /// `[entries, heads]`.
  public func attentionWeights(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.pattern.softmax(
      edges.pattern.dotScores(
        queries: edges.targetRows(of: features, through: queryLin, context), keys: keyLin(features, context),
        heads: heads, scale: 1 / Float(outputSize).squareRoot()))
  }
}
