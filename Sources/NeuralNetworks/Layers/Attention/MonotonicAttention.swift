// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// Attention that only moves forwards: each query stops at a key that is not before the key of the
/// previous query (Raffel et al. 2017, "Online and linear-time attention by enforcing monotonic
/// alignments").
///
/// In training, a query stops at a key with probability `sigmoid(score + r)`, and the weights are
/// expectations. In evaluation, hard attention stops at the first key whose probability is above 1/2.
/// Parameter names: those of the score, and `r` `[1]`.
public struct MonotonicAttention<Score: AttentionScore>: Module {
  /// The score that rates how well a key matches a query.
  public var score: Score
  /// r, the number added to all scores.
  public var shift: Parameter
  /// The standard deviation of the normal noise that is added to the scores in training. Noise drives
  /// the probabilities towards 0 and 1.
  public let noise: Float
  /// Whether evaluation uses hard attention. If false, it uses expectations, as training does.
  public let isHard: Bool

  /// Creates attention with a score.
  ///
  /// - Parameter initialShift: the initial value of r. Values below 0 make the attention move far at
  ///   first.
  public init(_ score: Score, noise: Float = 0, isHard: Bool = false, initialShift: Float = 0) {
    self.score = score
    shift = Parameter([1], .constant(initialShift))
    self.noise = noise
    self.isHard = isHard
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    score.visitParameters(visitor)
    visitor("r", &shift)
  }

  /// Returns the output of each query, `[batch, queries, valueSize]`, and the attention weights of the
  /// keys, `[batch, queries, keys]`. The weights sum to less than 1 if a query may move past the last
  /// key.
  ///
  /// - Parameters:
  ///   - query: the queries, `[batch, queries, querySize]`.
  ///   - keys: the keys, `[batch, keys, keySize]`.
  ///   - values: the values, `[batch, keys, valueSize]`; nil means the keys.
  ///   - mask: the keys to include, `[batch, keys]`: 0 for padding.
  ///   - previous: the weights of the query before the first, `[batch, keys]`; nil means that it stopped
  ///     at the first key.
  public func callAsFunction(
    query: Variable, keys: Variable, values: Variable? = nil, mask: Tensor? = nil,
    after previous: Variable? = nil,
    _ context: ForwardContext
  ) -> (output: Variable, weights: Variable) {
    let weights = weights(
      of: score(query: query, keys: keys, context), mask: mask, after: previous, context)
    return (weights.matmul(values ?? keys), weights)
  }

  /// Returns the weights of scores, `[batch, queries, keys]`.
  func weights(of scores: Variable, mask: Tensor?, after previous: Variable?, _ context: ForwardContext)
    -> Variable
  {
    var scores = scores + context[shift]
    let (batch, keyCount) = (scores.shape[0], scores.shape[2])
    if context.mode == .training && noise > 0 {
      scores = scores + Variable(context.nextStream(.sampling).normal(scores.shape, deviation: Double(noise)))
    }
    var stops = scores.map(.sigmoid)
    if isHard && context.mode == .evaluation {
      stops = Variable(Tensor(scores.value.scalars.map { $0 > 0 ? 1 : 0 }, shape: scores.shape))
    }
    if let mask { stops = stops * Variable(mask.reshaped([batch, 1, keyCount])) }
    let first = Tensor(
      (0..<batch * keyCount).map { $0 % max(1, keyCount) == 0 ? 1 : 0 }, shape: [batch, keyCount])
    return stops.monotonicAlignment(after: previous ?? Variable(first))
  }
}
