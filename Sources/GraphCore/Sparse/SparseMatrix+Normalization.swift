// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension SparseMatrix {
  /// Returns the sum of each row.
  public func rowSums() -> [Scalar] {
    (0..<rowCount).map { row in
      var sum: Scalar = 0
      for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] { sum += values[entry] }
      return sum
    }
  }

  /// Returns D^-1 A, where D holds the row sums, so that each row adds up to 1. Rows with sum 0 are
  /// unchanged.
  public func rowNormalized() -> SparseMatrix {
    let factors = rowSums().map { $0 == 0 ? 1 : 1 / $0 }
    return mapValues { row, _, value in value * factors[row] }
  }

  /// Returns D^-1/2 A D^-1/2 of a square matrix, where D holds the row sums. If a row sum is not
  /// positive, its factor is 0. Traps if the matrix is not square.
  public func symmetricallyNormalized() -> SparseMatrix {
    guard rowCount == columnCount else {
      fatalError("symmetricallyNormalized: [\(rowCount), \(columnCount)] is not square")
    }
    let factors = rowSums().map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    return mapValues(isSymmetric: isSymmetric) { row, column, value in
      value * (factors[row] * factors[column])
    }
  }
}
