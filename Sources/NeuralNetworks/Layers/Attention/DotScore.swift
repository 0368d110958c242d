// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The inner product `q . k` (Luong et al. 2015, "dot"), optionally divided by the square root of the
/// size (Vaswani et al. 2017) or multiplied by a trainable factor.
///
/// Parameter name: `scale` `[1]`, if it is trainable.
public struct DotScore: AttentionScore {
  /// The factor applied to the inner products.
  public enum Scale: Sendable, Hashable {
    /// 1.
    case one
    /// `1 / sqrt(size)`.
    case inverseRoot
    /// A trainable factor that starts at 1.
    case learnt
  }

  /// Whether the products are divided by the square root of the size.
  public let isDividedByRoot: Bool
  /// The trainable factor; nil if there is none.
  public var scale: Parameter?

  /// Creates the score.
  public init(scale: Scale = .one) {
    isDividedByRoot = scale == .inverseRoot
    self.scale = scale == .learnt ? Parameter([1], .ones) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("scale", &scale) }

  /// Returns the scores, `[batch, queries, size] x [batch, keys, size] -> [batch, queries, keys]`.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    let size = Float(max(1, query.shape[2]))
    let products = (isDividedByRoot ? query * (1 / size.squareRoot()) : query).matmul(
      keys, transposingRight: true)
    return scale.map { products * context[$0] } ?? products
  }
}
