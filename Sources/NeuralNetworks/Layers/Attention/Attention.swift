// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// Attention of one sequence to another: the mean of the values, weighted by the softmax of the scores
/// over the keys. Parameter names: those of the score.
///
/// ```swift
/// let attention = Attention(AdditiveScore(querySize: 64, keySize: 64, units: 32))
/// let (output, weights) = attention(query: states, keys: encoded, mask: padding, context)
/// ```
public struct Attention<Score: AttentionScore>: Module {
  /// The score that rates how well a key matches a query.
  public var score: Score
  /// The lowest score of a key that is attended to (hard attention); nil attends to all keys.
  public let threshold: Float?

  /// Creates attention with a score.
  public init(_ score: Score, threshold: Float? = nil) {
    self.score = score
    self.threshold = threshold
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { score.visitParameters(visitor) }

  /// Returns the output of each query, `[batch, queries, valueSize]`, and the attention weights of the
  /// keys, `[batch, queries, keys]`. A query that may attend to no key has weights and output 0.
  ///
  /// - Parameters:
  ///   - query: the queries, `[batch, queries, querySize]`.
  ///   - keys: the keys, `[batch, keys, keySize]`.
  ///   - values: the values, `[batch, keys, valueSize]`; nil means the keys.
  ///   - mask: the keys to include, `[batch, keys]`: 0 for padding.
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
