public import Autograd
internal import TensorCore

/// W q: a score of every position, whatever stands there (Luong et al. 2015, "location"). Name: `W` `[positions, querySize]`.
public struct LocationScore: AttentionScore {
  /// W, `[querySize, positions]` in memory.
  public var weight: Parameter

  /// The initial W is drawn after Glorot and Bengio.
  ///
  /// - Parameter positions: the largest number of keys.
  public init(querySize: Int, positions: Int) {
    weight = Parameter([querySize, positions], .glorotUniform)
  }

  /// Shows `W`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &weight, layout: .transposed)
  }

  /// The first rows of W q, one a key. More keys than positions stop the program.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    let weight = context[weight]
    guard keys.shape[1] <= weight.shape[1] else {
      shapeFailure("LocationScore", [keys.shape], "at most \(weight.shape[1]) keys have a position")
    }
    return query.matmul(weight.slice(axis: 1, 0..<keys.shape[1]))
  }
}
