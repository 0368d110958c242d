internal import TensorCore

extension SparseMatrix {
  /// The sum of every row.
  public func rowSums() -> [Scalar] {
    (0..<rowCount).map { row in
      var sum: Scalar = 0
      for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] { sum += values[entry] }
      return sum
    }
  }

  /// D^-1 A with D the row sums: every row adds up to 1. Rows whose sum is 0 stay as they are.
  public func rowNormalized() -> SparseMatrix {
    let factors = rowSums().map { $0 == 0 ? 1 : 1 / $0 }
    return mapValues { row, _, value in value * factors[row] }
  }

  /// D^-1/2 A D^-1/2 with D the row sums of a square matrix; 0 where a row sum is not positive.
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
