// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The bilinear score `q W . k` (Luong et al. 2015, "general"). Parameter name: `W`
/// `[querySize, keySize]`.
public struct GeneralScore: AttentionScore {
  /// W, `[querySize, keySize]`.
  public var weight: Parameter

  /// Creates the score. W is initialised with ``Initializer/glorotUniform``.
  public init(querySize: Int, keySize: Int) {
    weight = Parameter([querySize, keySize], .glorotUniform)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("W", &weight) }

  /// Returns the scores,
  /// `[batch, queries, querySize] x [batch, keys, keySize] -> [batch, queries, keys]`.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    query.matmul(context[weight]).matmul(keys, transposingRight: true)
  }
}
