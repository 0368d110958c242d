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
  /// The condition that attended keys satisfy (hard attention); nil attends to all keys.
  public let hard: HardAttention?
  /// The dropout on the attention weights.
  public let dropout: Dropout

  /// Creates attention with a score.
  ///
  /// - Parameters:
  ///   - hard: the condition that attended keys satisfy; nil for soft attention.
  ///   - dropout: the probability of dropping an attention weight in training.
  public init(_ score: Score, hard: HardAttention? = nil, dropout: Float = 0) {
    self.score = score
    self.hard = hard
    self.dropout = Dropout(rate: dropout)
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
    let weights = weights(of: score(query: query, keys: keys, context), mask: mask, context)
    return (weights.matmul(values ?? keys), weights)
  }

  /// Returns the weights of scores, `[batch, queries, keys]`.
  func weights(of scores: Variable, mask: Tensor?, _ context: ForwardContext) -> Variable {
    let heard = mask?.reshaped([scores.shape[0], 1, scores.shape[2]])
    return dropout(
      hard?.weights(of: scores, mask: heard) ?? heard.map { scores.softmax(mask: $0) } ?? scores.softmax(),
      context)
  }
}

extension Attention: MultipleInputLayer {
  /// Returns the output and the attention weights of queries, keys and, if they differ from the keys,
  /// values. Traps for other numbers of inputs than 2 or 3.
  public func callAsFunction(_ inputs: [Variable], _ context: ForwardContext) -> [Variable] {
    guard inputs.count == 2 || inputs.count == 3 else {
      fatalError("Attention: expected queries, keys and perhaps values, found \(inputs.count) inputs")
    }
    let (output, weights) = self(
      query: inputs[0], keys: inputs[1], values: inputs.count == 3 ? inputs[2] : nil, context)
    return [output, weights]
  }
}
