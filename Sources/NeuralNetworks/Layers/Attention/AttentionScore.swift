// SPDX-License-Identifier: Apache-2.0

public import Autograd

/// A module that scores how well each key matches each query.
public protocol AttentionScore: Module {
  /// Returns the scores,
  /// `[batch, queries, querySize] x [batch, keys, keySize] -> [batch, queries, keys]`.
  func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable
}
