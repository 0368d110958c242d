// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The location score `W q`, which scores each position independently of the key at that position (Luong
/// et al. 2015, "location"). Parameter name: `W` `[positions, querySize]`.
public struct LocationScore: AttentionScore {
  /// W, `[querySize, positions]` in memory.
  public var weight: Parameter

  /// Creates the score. W is initialised with ``Initializer/glorotUniform``.
  ///
  /// - Parameter positions: the largest number of keys.
  public init(querySize: Int, positions: Int) {
    weight = Parameter([querySize, positions], .glorotUniform)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &weight, layout: .transposed)
  }

  /// Returns the first elements of W q, one per key: `[batch, queries, keys]`. Traps if there are more
  /// keys than positions.
  public func callAsFunction(query: Variable, keys: Variable, _ context: ForwardContext) -> Variable {
    let weight = context[weight]
    guard keys.shape[1] <= weight.shape[1] else {
      shapeFailure("LocationScore", [keys.shape], "expected at most \(weight.shape[1]) keys")
    }
    return query.matmul(weight.slice(axis: 1, 0..<keys.shape[1]))
  }
}
