// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The additive score `v . tanh(W_query q + W_key k)` (Bahdanau et al. 2015), or its normalised form
/// `(g v / |v|) . tanh(W_query q + W_key k + b)` (Salimans and Kingma 2016).
///
/// The score needs memory for batch x queries x keys x units numbers. Parameter names: `W_query`
/// `[units, querySize]`, `W_key` `[units, keySize]`, `v` `[units]`; in the normalised form also `g`
/// `[1]` and `b` `[units]`.
public struct AdditiveScore: AttentionScore, PreparedScore {
  /// W_query, `[querySize, units]` in memory.
  public var queryWeight: Parameter
  /// W_key, `[keySize, units]` in memory.
  public var keyWeight: Parameter
  /// v, `[units]`.
  public var v: Parameter
  /// g, `[1]`; nil if v is not normalised.
  public var length: Parameter?
  /// b, `[units]`; nil if v is not normalised.
  public var bias: Parameter?

  /// Creates the score. Weights are initialised with ``Initializer/glorotUniform``; g starts at 1 /
  /// sqrt(units) and b at 0.
  public init(querySize: Int, keySize: Int, units: Int, isNormalized: Bool = false) {
    queryWeight = Parameter([querySize, units], .glorotUniform)
    keyWeight = Parameter([keySize, units], .glorotUniform)
    v = Parameter([units], .glorotUniform)
    length =
      isNormalized ? Parameter([1], .constant(1 / Float(max(1, units)).squareRoot())) : nil
    bias = isNormalized ? Parameter([units], .zeros) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W_query", &queryWeight, layout: .transposed)
    visitor("W_key", &keyWeight, layout: .transposed)
    visitor("v", &v)
    visitor("g", &length)
    visitor("b", &bias)
  }

  /// Returns the scores,
  /// `[batch, queries, querySize] x [batch, keys, keySize] -> [batch, queries, keys]`.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    scores(query: query, prepared: prepared(keys, context), context)
  }

  func prepared(_ keys: Variable, _ context: ForwardContext) -> Variable { keys.matmul(context[keyWeight]) }

  func scores(query: Variable, prepared: Variable, _ context: ForwardContext) -> Variable {
    var projected = query.matmul(context[queryWeight])
    if let bias { projected = projected + context[bias] }
    var v = context[v]
    if let length { v = v.reshaped([1, v.shape[0]]).unitRows().reshaped(v.shape) * context[length] }
    return Self.scores(query: projected, keys: prepared, v: v)
  }

  /// Returns v . tanh(q + k),
  /// `[batch, queries, units] x [batch, keys, units] -> [batch, queries, keys]`.
  static func scores(query: Variable, keys: Variable, v: Variable) -> Variable {
    let (batch, queries, units) = (query.shape[0], query.shape[1], query.shape[2])
    let keyCount = keys.shape[1]
    let sums =
      query.reshaped([batch, queries, 1, units]) + keys.reshaped([batch, 1, keyCount, units])
    return sums.map(.hyperbolicTangent).matmul(v.reshaped([units, 1])).reshaped([batch, queries, keyCount])
  }
}
