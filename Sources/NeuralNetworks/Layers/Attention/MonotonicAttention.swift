public import Autograd
public import TensorCore

/// Attention that only moves forwards: every query stops at a key no earlier than the query before (Raffel et al. 2017, "Online
/// and linear-time attention by enforcing monotonic alignments").
///
/// In training a query stops at a key with probability sigmoid(score + r), and weights are expectations; in evaluation, where the
/// attention is hard, it stops at the first key whose probability is above 1/2. Names: those of the score, `r` `[1]`.
public struct MonotonicAttention<Score: AttentionScore>: Module {
  /// How well a key goes with a query.
  public var score: Score
  /// r, what all scores are shifted by.
  public var shift: Parameter
  /// The deviation of normal noise on the scores in training, which drives probabilities to 0 and 1.
  public let noise: Float
  /// Whether evaluation decides; else it takes expectations, as training does.
  public let isHard: Bool

  /// Creates attention by a score.
  ///
  /// - Parameter initialShift: r at the beginning: below 0 the attention starts by moving far.
  public init(_ score: Score, noise: Float = 0, isHard: Bool = false, initialShift: Float = 0) {
    self.score = score
    shift = Parameter([1], .constant(initialShift))
    self.noise = noise
    self.isHard = isHard
  }

  /// Shows the score's weights and `r`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    score.visitParameters(visitor)
    visitor("r", &shift)
  }

  /// What every query hears, `[batch, queries, valueSize]`, and the weights of the keys, `[batch, queries, keys]`, which add up to
  /// less than 1 where a query may run past the last key.
  ///
  /// - Parameters:
  ///   - values: `[batch, keys, valueSize]`; nil: the keys.
  ///   - mask: `[batch, keys]`, 0 for keys that only fill up.
  ///   - previous: the weights of the query before the first, `[batch, keys]`; nil: all on the first key.
  public func callAsFunction(
    query: Variable, keys: Variable, values: Variable? = nil, mask: Tensor? = nil,
    after previous: Variable? = nil,
    _ context: ForwardContext
  ) -> (output: Variable, weights: Variable) {
    var scores = score(query: query, keys: keys, context) + context[shift]
    let (batch, keyCount) = (keys.shape[0], keys.shape[1])
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
    let weights = stops.monotonicAlignment(after: previous ?? Variable(first))
    return (weights.matmul(values ?? keys), weights)
  }
}
