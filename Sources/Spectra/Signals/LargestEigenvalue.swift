// SPDX-License-Identifier: Apache-2.0

public import GraphCore

extension Laplacian {
  /// Returns an estimate of the largest eigenvalue from below, and a guaranteed upper bound.
  ///
  /// The bound is the smaller of the bound by degrees and the Ritz value plus the norm of the residual
  /// after a few Lanczos steps (Zhou and Li 2011).
  ///
  /// - Parameters:
  ///   - steps: The number of products with the operator; 24 give two or three digits.
  ///   - seed: The seed of the random starting vector.
  public func largestEigenvalue(steps: Int = 24, seed: UInt64 = 0) throws(SpectralError)
    -> (estimate: Double, bound: Double)
  {
    guard nodeCount > 0 else { return (0, 0) }
    let laplacian = kind == .randomWalk ? try symmetricTwin() : self
    let enclosure = SpectrumEnclosure(LaplacianOperator(laplacian), steps: steps, seed: seed)
    let bound = min(eigenvalueBounds.upperBound, enclosure.bounds.upperBound)
    return (min(enclosure.ritzValues.upperBound, bound), bound)
  }
}
