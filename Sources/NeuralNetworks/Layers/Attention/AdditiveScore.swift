public import Autograd
internal import TensorCore

/// v . tanh(W_query q + W_key k) (Bahdanau et al. 2015); normalised: (g v / |v|) . tanh(W_query q + W_key k + b) (Salimans and
/// Kingma 2016). Memory batch x queries x keys x units.
///
/// Names: `W_query` `[units, querySize]`, `W_key` `[units, keySize]`, `v` `[units]`; normalised also `g` `[1]`, `b` `[units]`.
public struct AdditiveScore: AttentionScore {
  /// W_query, `[querySize, units]` in memory.
  public var queryWeight: Parameter
  /// W_key, `[keySize, units]` in memory.
  public var keyWeight: Parameter
  /// v.
  public var v: Parameter
  /// g; nil where v is not normalised.
  public var length: Parameter?
  /// b; nil where v is not normalised.
  public var bias: Parameter?

  /// Initial weights are drawn after Glorot and Bengio; g starts at 1 / sqrt(units) and b at 0.
  public init(querySize: Int, keySize: Int, units: Int, isNormalized: Bool = false) {
    queryWeight = Parameter([querySize, units], .glorotUniform)
    keyWeight = Parameter([keySize, units], .glorotUniform)
    v = Parameter([units], .glorotUniform)
    length =
      isNormalized ? Parameter([1], .constant(1 / Float(max(1, units)).squareRoot())) : nil
    bias = isNormalized ? Parameter([units], .zeros) : nil
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W_query", &queryWeight, layout: .transposed)
    visitor("W_key", &keyWeight, layout: .transposed)
    visitor("v", &v)
    visitor("g", &length)
    visitor("b", &bias)
  }

  /// v . tanh(W_query q + W_key k)
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    var projected = query.matmul(context[queryWeight])
    if let bias { projected = projected + context[bias] }
    var v = context[v]
    if let length { v = v.reshaped([1, v.shape[0]]).unitRows().reshaped(v.shape) * context[length] }
    return Self.scores(query: projected, keys: keys.matmul(context[keyWeight]), v: v)
  }

  /// v . tanh(q + k), `[batch, queries, units] x [batch, keys, units] -> [batch, queries, keys]`.
  static func scores(query: Variable, keys: Variable, v: Variable) -> Variable {
    let (batch, queries, units) = (query.shape[0], query.shape[1], query.shape[2])
    let keyCount = keys.shape[1]
    let sums =
      query.reshaped([batch, queries, 1, units]) + keys.reshaped([batch, 1, keyCount, units])
    return sums.map(.hyperbolicTangent).matmul(v.reshaped([units, 1])).reshaped([batch, queries, keyCount])
  }
}
