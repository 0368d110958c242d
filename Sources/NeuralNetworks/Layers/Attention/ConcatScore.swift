// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The concatenation score `v . tanh(W [q, k])` (Luong et al. 2015, "concat").
///
/// The score needs memory for batch x queries x keys x units numbers. Parameter names: `W`
/// `[units, querySize + keySize]`, `v` `[units]`.
public struct ConcatScore: AttentionScore, PreparedScore {
  /// W, `[querySize + keySize, units]` in memory.
  public var weight: Parameter
  /// v, `[units]`.
  public var v: Parameter
  private let querySize: Int

  /// Creates the score. Weights are initialised with ``Initializer/glorotUniform``.
  public init(querySize: Int, keySize: Int, units: Int) {
    weight = Parameter([querySize + keySize, units], .glorotUniform)
    v = Parameter([units], .glorotUniform)
    self.querySize = querySize
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &weight, layout: .transposed)
    visitor("v", &v)
  }

  /// Returns the scores, `[batch, queries, keys]`. Traps if the queries or keys do not have the sizes
  /// that W expects.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    let weight = context[weight]
    guard query.shape[2] == querySize && keys.shape[2] == weight.shape[0] - querySize else {
      shapeFailure(
        "ConcatScore", [query.shape, keys.shape],
        "expected queries of \(querySize) and keys of \(weight.shape[0] - querySize) features")
    }
    return scores(query: query, prepared: prepared(keys, context), context)
  }

  func prepared(_ keys: Variable, _ context: ForwardContext) -> Variable {
    let weight = context[weight]
    return keys.matmul(weight.slice(axis: 0, querySize..<weight.shape[0]))
  }

  func scores(query: Variable, prepared: Variable, _ context: ForwardContext) -> Variable {
    AdditiveScore.scores(
      query: query.matmul(context[weight].slice(axis: 0, 0..<querySize)), keys: prepared, v: context[v])
  }
}
