internal import GraphCore

/// How many eigenvalues of a Laplacian lie below a number: by Sylvester's law of inertia as many as L D L^T = A - x I has negative
/// pivots.
struct EigenvalueCounter {
  #if SuiteSparse
    private let matrix: SparseMatrix<Double>
    private let factorization: CholeskyFactorization
    private let scale: Double
  #endif

  /// Nil where the matrix would fill up as it is factorized, or where there is no library that factorizes it.
  init?(_ laplacian: Laplacian) {
    #if SuiteSparse
      guard SeparatorEstimate(laplacian.graph.incoming).isWorthFactorizing else { return nil }
      matrix = laplacian.matrix
      guard let factorization = CholeskyFactorization(pattern: matrix, .indefinite),
        factorization.estimatedBytes <= SystemMemory.half
      else { return nil }
      self.factorization = factorization
      scale = laplacian.eigenvalueBounds.upperBound - laplacian.eigenvalueBounds.lowerBound
    #else
      return nil
    #endif
  }

  /// The number of eigenvalues between two numbers; nil where no factorization near them is to be had.
  func count(from lower: Double, to upper: Double) -> Int? {
    guard let below = count(below: lower), let inside = count(below: upper) else { return nil }
    return inside - below
  }

  /// The number of eigenvalues below `x`, or below a number that is next to it where `x` is one.
  private func count(below x: Double) -> Int? {
    #if SuiteSparse
      for attempt in 0..<4 {
        let shift = x + Double(attempt * attempt) * 1e-13 * scale
        if factorization.factorize(matrix, factor: 1, shift: -shift) {
          return factorization.negativePivotCount
        }
      }
    #endif
    return nil
  }
}
