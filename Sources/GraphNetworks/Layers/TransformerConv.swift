public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Attention between neighbours as in the Transformer: y_i = W_skip x_i + the sum over the neighbours j of
/// alpha_ij W_value x_j, alpha_ij the softmax over them of (W_query x_i) . (W_key x_j) / sqrt(outputSize), for every head (Shi et
/// al. 2021, "Masked label prediction", equations 3 and 4).
/// The weights of the edges play no part.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, heads * outputSize]`, or `[targets, outputSize]` where the heads'
/// outputs are averaged. Names: `lin_key`, `lin_query`, `lin_value`, `lin_skip`, each with `weight` and `bias`.
public struct TransformerConv: MessagePassingLayer {
  /// W_key.
  public var keyLin: Linear
  /// W_query.
  public var queryLin: Linear
  /// W_value.
  public var valueLin: Linear
  /// W_skip; nil leaves the node itself out.
  public var skipLin: Linear?
  /// The number of heads.
  public let heads: Int
  /// Whether the heads' outputs stand side by side; else they are averaged.
  public let concatenatesHeads: Bool
  /// Dropout on the attention weights.
  public let attentionDropout: Dropout

  /// Initial weights are drawn after Glorot and Bengio; biases, where there are any, start at 0.
  ///
  /// - Parameters:
  ///   - outputSize: of every head.
  ///   - hasSkip: whether the node itself is added, through weights of its own.
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

  /// The size of a head's output.
  public var outputSize: Int { valueLin.outputSize / heads }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_key", &keyLin)
    visitor("lin_query", &queryLin)
    visitor("lin_value", &valueLin)
    visitor("lin_skip", &skipLin)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let weights = attentionDropout(attentionWeights(features, on: edges, context), context)
    let sums = edges.weightedSums(valueLin(features, context), weights: weights, context)
    let heard = sums.mergingHeads(heads, concatenates: concatenatesHeads)
    return skipLin.map { heard + edges.targetRows(of: $0(features, context)) } ?? heard
  }

  /// The attention weights of every entry of `edges.pattern` and head, `[entries, heads]`, before dropout.
  public func attentionWeights(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.pattern.softmax(
      edges.pattern.dotScores(
        queries: edges.targetRows(of: queryLin(features, context)), keys: keyLin(features, context),
        heads: heads, scale: 1 / Float(outputSize).squareRoot()))
  }
}
