public import Autograd
internal import TensorCore

/// q W . k (Luong et al. 2015, "general"). Name: `W` `[querySize, keySize]`.
public struct GeneralScore: AttentionScore {
  /// W.
  public var weight: Parameter

  /// The initial W is drawn after Glorot and Bengio.
  public init(querySize: Int, keySize: Int) {
    weight = Parameter([querySize, keySize], .glorotUniform)
  }

  /// Shows `W`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("W", &weight) }

  /// q W . k
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    query.matmul(context[weight]).matmul(keys, transposingRight: true)
  }
}
