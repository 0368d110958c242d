// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

extension Eigenproblem {
  /// Finds pairs with Krylov spaces of the operator itself, with the sign that makes the requested end
  /// the largest.
  func lanczos(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> IterativeResult
  {
    if case .nearest = end {
      throw .unavailable(
        "Lanczos finds eigenvalues at the ends of a spectrum; use shift-invert or chebyshev for others")
    }
    let goal = max(options.tolerance, 1e-14) * scale
    let width = wanted >= 24 ? 8 : 4
    let sign: Double = end == .smallest ? -1 : 1
    var search = BlockLanczos(
      multiply: { op($0) }, size: op.size, known: known, wanted: wanted, width: width,
      capacity: capacity(wanted, width, least: 32), score: { sign * $0 },
      excess: { _, residual in residual / goal },
      areClose: { abs($0 - $1) <= 1e-6 * scale }, maximumProducts: options.productLimit, seed: options.seed
    )
    let outcome = search.run()
    return IterativeResult(
      vectors: outcome.vectors, isComplete: outcome.convergedCount >= wanted, products: outcome.products)
  }

  /// Returns the size of a basis: room for the vectors to find and as many again, or at least `spare`
  /// blocks.
  func capacity(_ wanted: Int, _ width: Int, least: Int, spare: Int = 6) -> Int {
    let wished = max(least, wanted + max(spare * width, wanted))
    return (wished + width - 1) / width * width
  }

  /// Finds pairs with Krylov spaces of (L - shift)^-1, with the shift slightly outside the requested
  /// end. Its largest eigenvalues belong to those to find and are far from all others.
  func shiftInvert(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> IterativeResult
  {
    #if SuiteSparse
      let goal = max(options.tolerance, 1e-15) * scale
      let width = (wanted >= 24 ? 4 : 2) * (op.size < 20_000 ? 1 : 2)
      var distance = 1e-10 * scale
      var start: GraphSignals?
      var products = 0
      while true {
        let factorized = try factorize(end, options, distance)
        // The rounding errors of a solution are relative to its largest component, so much smaller
        // vectors lose accuracy.
        let noise = 16 * 0x1p-52
        let exact = max(goal, 1e-13 * scale)
        let isRough = { (values: [Double]) in
          noise * abs(values[0]) > exact * abs(values[wanted - 1])
        }
        var search = BlockLanczos(
          multiply: { solve(factorized, $0) }, size: op.size, known: known, wanted: wanted,
          width: width, capacity: capacity(wanted, width, least: isLarge ? 24 : 32, spare: 3),
          score: factorized.score,
          excess: { value, residual in 2 * residual / max(goal * abs(value), .leastNonzeroMagnitude) },
          areClose: { left, right in
            abs(left - right) <= 1e-3 * max(abs(left), abs(right))
              && abs(1 / left - 1 / right) <= 1e-6 * scale
          },
          maximumProducts: options.productLimit - products, seed: options.seed)
        search.isHopeless = { values in
          isRough(values) && noise / (exact * abs(values[wanted - 1])) > 2 * distance
        }
        search.start = start
        let outcome = search.run()
        products += outcome.products
        if outcome.convergedCount < wanted && products + width <= options.productLimit {
          distance = noise / (exact * abs(outcome.values[wanted - 1]))
          start = outcome.vectors.folded(to: width)
          continue
        }
        return IterativeResult(
          vectors: outcome.vectors, isComplete: outcome.convergedCount >= wanted, products: products)
      }
    #else
      throw .unavailable("shift-invert needs the package trait SuiteSparse")
    #endif
  }

  #if SuiteSparse
    /// Returns (factor L + shift)^-1 b. Without pivoting, an indefinite factorization may have lost
    /// digits, which two steps of iterative refinement restore (Higham 2002, section 12.1).
    private func solve(_ factorized: Factorized, _ b: GraphSignals) -> GraphSignals {
      var x = factorized.factorization.solve(b)
      guard factorized.needsRefinement else { return x }
      for _ in 0..<2 {
        var residual = b
        op.apply(to: x, into: &residual, factor: -1, shift: -factorized.shift, keep: 1)
        x.add(factorized.factorization.solve(residual), times: 1)
      }
      return x
    }

    /// A factorization of factor L + shift, and the scores of the eigenvalues of its inverse.
    private struct Factorized {
      let factorization: CholeskyFactorization
      let score: (Double) -> Double
      let shift: Double
      let needsRefinement: Bool
    }

    private func factorize(_ end: SpectrumEnd, _ options: EigenOptions, _ away: Double) throws(SpectralError)
      -> Factorized
    {
      guard let matrix = matrix?() else {
        throw .unavailable("shift-invert needs the entries of a matrix; this operator only provides products")
      }
      let definiteness: CholeskyFactorization.Definiteness
      let factor: Double
      var shift: Double
      // The distance of the shift from the spectrum. Known null vectors are projected out of each
      // solution, so the factorization may be nearly singular.
      var distance = away
      switch end {
      case .smallest: (definiteness, factor, shift) = (.positive, 1, distance - bounds.lowerBound)
      case .largest: (definiteness, factor, shift) = (.positive, -1, distance + bounds.upperBound)
      case .nearest(let centre): (definiteness, factor, shift) = (.indefinite, 1, distance - centre)
      }
      let limit = options.bytesAllowed
      guard let factorization = CholeskyFactorization(pattern: matrix, definiteness) else {
        throw .unavailable("the factorization would have too many entries for CHOLMOD")
      }
      guard factorization.estimatedBytes <= limit else {
        throw .tooLarge(what: "the factorization", bytes: factorization.estimatedBytes, limit: limit)
      }
      for _ in 0..<6 {
        if factorization.factorize(matrix, factor: factor, shift: shift) {
          factorization.keepFactorOnly()
          return Factorized(
            factorization: factorization, score: definiteness == .positive ? { $0 } : { abs($0) },
            shift: shift, needsRefinement: definiteness == .indefinite)
        }
        // The matrix was singular up to rounding, so the shift is moved further out.
        let step = distance * 99
        shift += step
        distance += step
      }
      throw .unavailable("the matrix has no factorization at this shift; use another shift")
    }
  #endif
}
