public import GraphCore

extension Laplacian {
  /// The largest eigenvalue, estimated from below, and a bound that is safe: the least of the bound by degrees and of
  /// the Ritz value plus the residual's norm after a few Lanczos steps (Zhou and Li 2011).
  ///
  /// - Parameter steps: products with the operator; 24 give two or three digits.
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
