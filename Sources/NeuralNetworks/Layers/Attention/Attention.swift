public import Autograd
public import TensorCore

/// Attention of one sequence to another: the values weighed by the softmax of scores over the keys. Names: those of the score.
///
/// ```swift
/// let attention = Attention(AdditiveScore(querySize: 64, keySize: 64, units: 32))
/// let (heard, weights) = attention(query: states, keys: encoded, mask: padding, context)
/// ```
public struct Attention<Score: AttentionScore>: Module {
  /// How well a key goes with a query.
  public var score: Score
  /// Keys whose score is below this are not heard (hard attention); nil: all are.
  public let threshold: Float?

  /// Creates attention by a score.
  public init(_ score: Score, threshold: Float? = nil) {
    self.score = score
    self.threshold = threshold
  }

  /// Shows the score's weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { score.visitParameters(visitor) }

  /// What every query hears, `[batch, queries, valueSize]`, and the weights of the keys, `[batch, queries, keys]`. A query that may
  /// hear nothing has weights and output 0.
  ///
  /// - Parameters:
  ///   - query: `[batch, queries, querySize]`.
  ///   - keys: `[batch, keys, keySize]`.
  ///   - values: `[batch, keys, valueSize]`; nil: the keys.
  ///   - mask: `[batch, keys]`, 0 for keys that only fill up.
  public func callAsFunction(
    query: Variable, keys: Variable, values: Variable? = nil, mask: Tensor? = nil, _ context: ForwardContext
  ) -> (output: Variable, weights: Variable) {
    let scores = score(query: query, keys: keys, context)
    var heard = mask?.reshaped([keys.shape[0], 1, keys.shape[1]])
    if let threshold {
      let above = Tensor(scores.value.scalars.map { $0 >= threshold ? 1 : 0 }, shape: scores.shape)
      heard = heard.map { above * $0 } ?? above
    }
    let weights = heard.map { scores.softmax(mask: $0) } ?? scores.softmax()
    return (weights.matmul(values ?? keys), weights)
  }
}
