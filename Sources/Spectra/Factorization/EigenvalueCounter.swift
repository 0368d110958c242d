// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Counts the eigenvalues of a symmetric matrix A below a number. By Sylvester's law of inertia, their number is
/// the number of negative pivots of L D L^T = A - x I.
struct EigenvalueCounter {
  #if SuiteSparse
    private let matrix: SparseMatrix<Double>
    private let factorization: CholeskyFactorization
    private let scale: Double
  #endif

  /// Prepares the counter. Returns nil if the matrix would fill up during factorization or the
  /// factorization library is not available.
  ///
  /// - Parameters:
  ///   - matrix: the entries of A; only called for patterns that are worth factorizing.
  ///   - scale: the width of the spectrum.
  ///   - bytesAllowed: the largest size of a factorization.
  init?(
    _ pattern: CSRPattern, scale: Double, bytesAllowed: Double = SystemMemory.half,
    matrix: () -> SparseMatrix<Double>
  ) {
    #if SuiteSparse
      guard SeparatorEstimate(pattern).isWorthFactorizing else { return nil }
      self.matrix = matrix()
      guard let factorization = CholeskyFactorization(pattern: self.matrix, .indefinite),
        factorization.estimatedBytes <= bytesAllowed
      else { return nil }
      self.factorization = factorization
      self.scale = scale
    #else
      return nil
    #endif
  }

  /// Prepares the counter of a Laplacian.
  init?(_ laplacian: Laplacian) {
    let bounds = laplacian.eigenvalueBounds
    self.init(laplacian.graph.incoming, scale: bounds.upperBound - bounds.lowerBound) { laplacian.matrix }
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

  /// Returns the number of eigenvalues below a number within `width` / 2 of `x`, and proves it: an eigenvalue
  /// within `width` of `x` may be counted or not, all others are counted correctly.
  ///
  /// The pivots are those of a matrix that differs from A - x I by rounding errors, whose norm is at most
  /// `u k || |L| |D| |L^T| ||` for rows of at most k entries (Higham 2002, theorem 10.3 for L D L^T). Without
  /// pivoting this can be large, at another shift it is not. Returns nil if it remains too large.
  func provenCount(below x: Double, width: Double) -> Int? {
    #if SuiteSparse
      for attempt in 0..<6 {
        // 0, 1, -1, 2, -2, ... parts of the width.
        let step = Double((attempt + 1) / 2) * (attempt % 2 == 0 ? -1 : 1)
        let shift = x + step * width / 7
        if factorization.factorize(matrix, factor: 1, shift: -shift),
          factorization.backwardError <= width / 2
        {
          return factorization.negativePivotCount
        }
      }
    #endif
    return nil
  }
}
