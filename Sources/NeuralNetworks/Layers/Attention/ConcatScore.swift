public import Autograd
internal import TensorCore

/// v . tanh(W [q, k]) (Luong et al. 2015, "concat"): memory batch x queries x keys x units. Names: `W`
/// `[units, querySize + keySize]`, `v` `[units]`.
public struct ConcatScore: AttentionScore {
  /// W, `[querySize + keySize, units]` in memory.
  public var weight: Parameter
  /// v.
  public var v: Parameter
  private let querySize: Int

  /// Initial weights are drawn after Glorot and Bengio.
  public init(querySize: Int, keySize: Int, units: Int) {
    weight = Parameter([querySize + keySize, units], .glorotUniform)
    v = Parameter([units], .glorotUniform)
    self.querySize = querySize
  }

  /// Shows `W` and `v`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &weight, layout: .transposed)
    visitor("v", &v)
  }

  /// v . tanh(W [q, k]). Queries and keys of other sizes than those that W is for stop the program.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    let weight = context[weight]
    guard query.shape[2] == querySize && keys.shape[2] == weight.shape[0] - querySize else {
      shapeFailure(
        "ConcatScore", [query.shape, keys.shape],
        "W is for queries of \(querySize) and keys of \(weight.shape[0] - querySize) features")
    }
    return AdditiveScore.scores(
      query: query.matmul(weight.slice(axis: 0, 0..<querySize)),
      keys: keys.matmul(weight.slice(axis: 0, querySize..<weight.shape[0])), v: context[v])
  }
}
