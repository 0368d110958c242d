// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Counts the eigenvalues of a Laplacian below a number. By Sylvester's law of inertia, their number is
/// the number of negative pivots of L D L^T = A - x I.
struct EigenvalueCounter {
  #if SuiteSparse
    private let matrix: SparseMatrix<Double>
    private let factorization: CholeskyFactorization
    private let scale: Double
  #endif

  /// Prepares the counter. Returns nil if the matrix would fill up during factorization or the
  /// factorization library is not available.
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

  /// Returns the number of eigenvalues between two numbers, or nil if there is no factorization near
  /// them.
  func count(from lower: Double, to upper: Double) -> Int? {
    guard let below = count(below: lower), let inside = count(below: upper) else { return nil }
    return inside - below
  }

  /// Returns the number of eigenvalues below `x`, or below a number next to it if `x` is an eigenvalue.
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
