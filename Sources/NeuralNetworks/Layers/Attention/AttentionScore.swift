public import Autograd

/// How well every key goes with every query.
public protocol AttentionScore: Module {
  /// The scores, `[batch, queries, querySize] x [batch, keys, keySize] -> [batch, queries, keys]`.
  func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable
}
