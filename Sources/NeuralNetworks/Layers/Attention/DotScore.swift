public import Autograd
internal import TensorCore

/// q . k, as it is (Luong et al. 2015, "dot"), over the square root of the size (Vaswani et al. 2017), or times a learnt number.
///
/// Name: `scale` `[1]`, where it is learnt.
public struct DotScore: AttentionScore {
  /// What the products are multiplied by.
  public enum Scale: Sendable, Hashable {
    /// 1
    case one
    /// 1 / sqrt(size)
    case inverseRoot
    /// A learnt number that starts at 1.
    case learnt
  }

  /// Whether products are divided by the square root of the size.
  public let isDividedByRoot: Bool
  /// The learnt factor.
  public var scale: Parameter?

  /// Creates the score.
  public init(scale: Scale = .one) {
    isDividedByRoot = scale == .inverseRoot
    self.scale = scale == .learnt ? Parameter([1], .ones) : nil
  }

  /// Shows `scale`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("scale", &scale) }

  /// q . k
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    let size = Float(max(1, query.shape[2]))
    let products = (isDividedByRoot ? query * (1 / size.squareRoot()) : query).matmul(
      keys, transposingRight: true)
    return scale.map { products * context[$0] } ?? products
  }
}
