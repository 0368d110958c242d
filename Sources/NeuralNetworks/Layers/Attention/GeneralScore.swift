// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The bilinear score `g (q W . k)` (Luong et al. 2015, "general"), where g is 1 or a trainable factor
/// ("scaled Luong"). Parameter names: `W` `[querySize, keySize]`, `scale` `[1]` if g is trainable.
public struct GeneralScore: AttentionScore {
  /// W, `[querySize, keySize]`.
  public var weight: Parameter
  /// The trainable factor g; nil if it is 1.
  public var scale: Parameter?

  /// Creates the score. W is initialised with ``Initializer/glorotUniform``.
  ///
  /// - Parameter hasScale: whether there is a trainable factor, which starts at 1.
  public init(querySize: Int, keySize: Int, hasScale: Bool = false) {
    weight = Parameter([querySize, keySize], .glorotUniform)
    scale = hasScale ? Parameter([1], .ones) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &weight)
    visitor("scale", &scale)
  }

  /// Returns the scores,
  /// `[batch, queries, querySize] x [batch, keys, keySize] -> [batch, queries, keys]`.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    let scores = query.matmul(context[weight]).matmul(keys, transposingRight: true)
    return scale.map { scores * context[$0] } ?? scores
  }
}
