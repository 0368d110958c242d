// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
package import TensorCore

/// The features that enter the first layer of a model: dense, or sparse. Sparse features are never made
/// dense.
public enum FeatureVariable {
  /// One number per node and feature, `[nodes, features]`.
  case dense(Variable)
  /// The non-zero features, to some of which dropout may have been applied.
  case sparse(SparseMatrix<Float>, dropout: SparseDropout?)

  /// Dropout on the entries of a sparse matrix: the entries that are kept and the factor that scales
  /// them.
  public struct SparseDropout {
    let mask: RandomMask
    let scale: Float
  }

  /// Creates features that are constants.
  public init(_ features: FeatureMatrix) {
    switch features {
    case .dense(let tensor): self = .dense(Variable(tensor))
    case .sparse(let matrix): self = .sparse(matrix, dropout: nil)
    }
  }

  /// The number of features.
  public var featureCount: Int {
    switch self {
    case .dense(let variable): variable.shape.last ?? 0
    case .sparse(let matrix, _): matrix.columnCount
    }
  }

  /// The shape of the features, `[nodes, features]`.
  package var shape: Shape {
    switch self {
    case .dense(let variable): variable.shape
    case .sparse(let matrix, _): [matrix.rowCount, matrix.columnCount]
    }
  }

  /// Multiplies the features by weights: `[nodes, features] x [features, width] -> [nodes, width]`.
  public func multiplied(by weight: Variable) -> Variable {
    switch self {
    case .dense(let variable): variable.matmul(weight)
    case .sparse(let matrix, nil): matrix.multiplied(by: weight)
    case .sparse(let matrix, let dropout?):
      matrix.multiplied(by: weight, keeping: dropout.mask, scale: dropout.scale)
    }
  }

  /// Returns the features with all their zeros, for functions that are not linear in the features. This
  /// takes memory for nodes x features numbers.
  public func dense() -> Variable {
    switch self {
    case .dense(let variable): variable
    case .sparse(let matrix, nil): Variable(matrix.dense())
    case .sparse(let matrix, let dropout?):
      Variable(
        SparseMatrix(
          pattern: matrix.pattern,
          values: SharedBuffer(
            matrix.values.enumerated().map { dropout.mask[$0] ? $1 * dropout.scale : 0 })
        ).dense())
    }
  }
}
