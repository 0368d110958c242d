// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Eigenproblem {
  /// Finds pairs with Krylov spaces of a polynomial of the operator that is large at the requested end
  /// and at most 1 elsewhere.
  ///
  /// A few long steps then replace many short ones, and few vectors need to be orthogonalized (Fang and
  /// Saad 2012, "A filtered Lanczos procedure"). Subspace iteration with the same filter (Zhou et al.
  /// 2006) is the case without a Krylov space, and slower.
  func chebyshev(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> IterativeResult
  {
    if case .nearest(let centre) = end {
      // If the number is outside the spectrum, the nearest values are those at its end.
      if centre <= bounds.lowerBound { return try chebyshev(wanted, .smallest, options) }
      if centre >= bounds.upperBound { return try chebyshev(wanted, .largest, options) }
      return inside(wanted, centre, options)
    }
    let isSmallest = end == .smallest
    var width = wanted >= 24 ? 8 : 4
    width = min(width, 8)
    // Ritz values of any space are inside those to find, so they show where the rest of the spectrum
    // begins.
    var search = krylov(of: { op($0) }, wanted, width, options)
    search.score = { isSmallest ? -$0 : $0 }
    search.maximumRestarts = 0
    search.capacity = max(32, (wanted + width) / width * width + 2 * width)
    let goal = max(options.tolerance, 1e-14) * scale
    search.excess = { _, residual in residual / goal }
    var outcome = search.run()
    var products = outcome.products
    // Each filter is better placed than the one before, so it is allowed more restarts.
    var patience = 12
    while outcome.convergedCount < wanted && products < options.productLimit {
      let filter = EndFilter(
        cut: outcome.values[wanted - 1], extreme: outcome.values[0], bounds: bounds, isSmallest: isSmallest)
      var filtered = krylov(
        of: { ChebyshevTerms(op, interval: filter.damped, start: $0).last(filter.degree) }, wanted, width,
        options)
      filtered.score = { filter.sign * $0 }
      filtered.excess = { value, residual in
        let size = filter.sign * value
        return size > 1 ? residual * filter.slope(at: size) / goal : .infinity
      }
      filtered.areClose = {
        abs(filter.eigenvalue(filter.sign * $0) - filter.eigenvalue(filter.sign * $1)) <= 1e-6 * scale
      }
      filtered.maximumProducts = max(width, (options.productLimit - products) / filter.degree)
      filtered.maximumRestarts = patience
      patience *= 20
      // The start contains a component in every direction. From nearly converged vectors alone, other
      // directions would have to grow out of rounding errors.
      var start = outcome.vectors.folded(to: width)
      let size = (0.03 / Double(op.size)).squareRoot()
      start.add(GraphSignals.random(op.size, width, seed: options.seed, step: UInt64(products)), times: size)
      filtered.start = start
      outcome.vectors = GraphSignals(zeros: 0, count: 0)
      outcome = filtered.run()
      products += outcome.products * filter.degree
      if outcome.convergedCount < wanted {
        // The values of the polynomial are imprecise for pairs that are far from converged.
        let pairs = measured(outcome.vectors, method: .chebyshev)
        outcome.values = isSmallest ? pairs.values : pairs.values.reversed()
        outcome.vectors = pairs.vectors
      }
    }
    return IterativeResult(
      vectors: outcome.vectors, isComplete: outcome.convergedCount >= wanted, products: products)
  }

  private func krylov(
    of multiply: @escaping (GraphSignals) -> GraphSignals, _ wanted: Int, _ width: Int,
    _ options: EigenOptions
  ) -> BlockLanczos {
    BlockLanczos(
      multiply: multiply, size: op.size, known: known, wanted: wanted, width: width,
      capacity: capacity(wanted, width, least: isLarge ? 28 : 32), score: { $0 },
      excess: { _, _ in .infinity },
      areClose: { abs($0 - $1) <= 1e-6 * scale }, maximumProducts: options.productLimit, seed: options.seed
    )
  }

  /// Finds eigenvalues inside the spectrum. The polynomial is a peak at the requested number, about as wide as the
  /// part of the spectrum that fits in the basis (Li, Xi, Vecharynski, Yang and Saad 2016, "A thick-restart Lanczos
  /// algorithm with polynomial filtering").
  ///
  /// The number of products hardly depends on the size of the basis, as long as the degree suits it: a basis for
  /// twice as many pairs lets the peak be twice as wide, at half the degree.
  private func inside(_ wanted: Int, _ centre: Double, _ options: EigenOptions) -> IterativeResult {
    let goal = max(options.tolerance, 1e-14) * scale
    let width = 8
    let margin = 0.01 * scale
    let interval = bounds.lowerBound - margin...bounds.upperBound + margin
    // The peak is symmetric in the angle, not in the eigenvalue, so a few more pairs than requested are
    // found and the nearest are kept.
    let count = min(wanted + max(2, wanted / 4), op.size)
    let capacity = insideCapacity(count, width, options)
    let density = op.spectralDensity(moments: 128, vectors: 4, seed: options.seed)
    var products = density.products
    // A basis of three times as many vectors as there are pairs in the upper half of the peak converges before it
    // is full. Where an eigenvalue has many copies, which no peak divides, a wider peak finds them.
    var degree = min(
      PeakFilter.degree(at: centre, interval, holding: capacity / 3, of: op.size, density),
      max(8, (options.productLimit - products) / capacity))
    var isDamped = false
    var start: GraphSignals?
    while true {
      let peak = PeakFilter(at: centre, degree: degree, interval: interval, isDamped: isDamped)
      var search = krylov(
        of: { peak.polynomial.applied(op, to: $0) }, count, width, options)
      search.capacity = capacity
      search.maximumProducts = max(width, (options.productLimit - products) / degree)
      search.maximumRestarts = 6
      // In a gap of the spectrum, the nearest eigenvalues can be outside the peak, where the polynomial does not order
      // them by distance. A damped and wider peak does.
      let isOutside = { (values: [Double]) in degree > 8 && values[count - 1] < peak.leastOrderedValue }
      search.isHopeless = isOutside
      search.start = start
      search.excess = { value, residual in residual * peak.slope(at: value) / goal }
      search.areClose = { abs($0 - $1) <= 1e-6 }
      let outcome = search.run()
      products += outcome.products * degree
      start = outcome.vectors.folded(to: width)
      if isOutside(outcome.values) && products < options.productLimit {
        isDamped = true
        degree = max(8, degree / 2)
        continue
      }
      let isComplete = outcome.convergedCount >= count
      if isComplete || products >= options.productLimit {
        return IterativeResult(
          vectors: rayleighRitz(outcome.vectors), isComplete: isComplete, products: products)
      }
      degree *= 2
    }
  }

  /// Returns the number of vectors of a basis for pairs inside the spectrum: enough that filters need not be narrow,
  /// and few enough that the products, not the basis, take most of the time.
  private func insideCapacity(_ count: Int, _ width: Int, _ options: EigenOptions) -> Int {
    let wished = max(400, 4 * count + 4 * width)
    let affordable = Int(min(options.bytesAllowed / 4 / Double(8 * max(1, op.size)), 1e6))
    return max(48, 3 * count + 4 * width, min(wished, affordable, op.size)) / width * width
  }

  /// Returns the Ritz vectors of the operator in the span of orthonormal vectors. Eigenvalues on both
  /// sides of a peak with equal values of the polynomial share its eigenspace; only the operator
  /// distinguishes them.
  private func rayleighRitz(_ vectors: GraphSignals) -> GraphSignals {
    let count = vectors.signalCount
    let projected = DenseProducts.transposedProduct(vectors, op(vectors)).elements
    let rotation = SymmetricDense.decompose(projected, size: count).vectors
    return DenseProducts.product(
      vectors,
      GraphSignals(columns: (0..<count).map { Array(rotation[$0 * count..<($0 + 1) * count]) }))
  }
}

/// The polynomial T_d on the rest of the spectrum, from the cut to the far end. Beyond the cut it is
/// above 1 and grows steeply.
private struct EndFilter {
  /// The part of the spectrum that is damped.
  let damped: ClosedRange<Double>
  let degree: Int
  /// The factor that makes the polynomial positive beyond the cut.
  let sign: Double
  private let isSmallest: Bool

  /// Creates a filter.
  ///
  /// - Parameters:
  ///   - cut: The last eigenvalue to find, or a number slightly beyond it.
  ///   - extreme: An estimate of the first eigenvalue to find.
  ///   - bounds: An interval that contains the spectrum.
  ///   - isSmallest: Whether the smallest eigenvalues are to be found.
  init(cut: Double, extreme: Double, bounds: ClosedRange<Double>, isSmallest: Bool) {
    let width = max(bounds.upperBound - bounds.lowerBound, .leastNormalMagnitude)
    // The last eigenvalue must be clearly magnified too.
    let toEnd = abs(cut - (isSmallest ? bounds.lowerBound : bounds.upperBound))
    let margin = max(0.3 * abs(cut - extreme), 0.02 * toEnd, 1e-9 * width)
    let low = min(cut + margin, bounds.upperBound - 0.01 * width)
    let high = max(cut - margin, bounds.lowerBound + 0.01 * width)
    damped = isSmallest ? low...bounds.upperBound : bounds.lowerBound...high
    self.isSmallest = isSmallest
    let half = (damped.upperBound - damped.lowerBound) / 2
    let distance = abs(extreme - (isSmallest ? low : high)) / half
    // The growth per step is e^3 at the extreme eigenvalue. More would leave Rayleigh-Ritz with a single
    // direction.
    degree = min(400, max(4, Int((3 / acosh(1 + max(distance, 1e-12))).rounded(.up))))
    sign = isSmallest && degree % 2 == 1 ? -1 : 1
  }

  /// Returns the eigenvalue at which the polynomial has the given value, 1 or more.
  func eigenvalue(_ value: Double) -> Double {
    let half = (damped.upperBound - damped.lowerBound) / 2
    let beyond = half * (cosh(acosh(max(1, value)) / Double(degree)) - 1)
    return isSmallest ? damped.lowerBound - beyond : damped.upperBound + beyond
  }

  /// Returns an upper bound of the operator's residual per unit of the polynomial's residual: 1 / slope
  /// along nearby eigenvectors, and distance / drop along the damped ones.
  func slope(at value: Double) -> Double {
    let half = (damped.upperBound - damped.lowerBound) / 2
    let angle = acosh(max(1 + 1e-12, value))
    let t = angle / Double(degree)
    let derivative = Double(degree) * sinh(angle) / max(sinh(t), 1e-300) / half
    let farthest = half * (1 + cosh(t))
    return max(1 / derivative, farthest / max(value - 1, 1e-300))
  }
}

/// A polynomial that is 1 at one point and decreases on both sides: the Chebyshev series of a delta function. Further
/// away it has ripples of up to a quarter. Damping them doubles the width of the peak; Krylov spaces do not need it.
private struct PeakFilter {
  let polynomial: ChebyshevPolynomial
  /// The least value at which the polynomial orders numbers by their distance from the centre.
  let leastOrderedValue: Double
  /// The deviation of the Gaussian that the top of the peak resembles.
  private let deviation: Double
  private let halfWidth: Double

  init(at centre: Double, degree: Int, interval: ClosedRange<Double>, isDamped: Bool) {
    let middle = (interval.lowerBound + interval.upperBound) / 2
    halfWidth = (interval.upperBound - interval.lowerBound) / 2
    leastOrderedValue = isDamped ? 0.01 : 0.3
    // Without damping, the top is that of sin(degree x) / (degree x) in the angle.
    deviation = (isDamped ? .pi : 3.0.squareRoot()) * halfWidth / Double(degree)
    let angle = acos(max(-1, min(1, (centre - middle) / halfWidth)))
    let raw = ChebyshevPolynomial(
      interval: interval, coefficients: (0...degree).map { ($0 == 0 ? 1 : 2) * cos(Double($0) * angle) })
    let peak = isDamped ? raw.dampedByJackson() : raw
    let top = peak(centre)
    polynomial = ChebyshevPolynomial(interval: interval, coefficients: peak.coefficients.map { $0 / top })
  }

  /// Returns the degree at which about `count` of the `total` eigenvalues are in the upper half of the peak.
  static func degree(
    at centre: Double, _ interval: ClosedRange<Double>, holding count: Int, of total: Int,
    _ density: SpectralDensity
  ) -> Int {
    let halfWidth = (interval.upperBound - interval.lowerBound) / 2
    let cosine = (centre - interval.lowerBound) / halfWidth - 1
    let sine = max(0.1, (1 - cosine * cosine).squareRoot())
    // The density resolves differences of pi halfWidth / 128.
    var degree = 8
    while degree < 128 {
      if inside(degree) <= Double(count) { return degree }
      degree += degree / 4
    }
    return min(1 << 20, Int((Double(degree) * inside(degree) / Double(count)).rounded(.up)))

    func inside(_ degree: Int) -> Double {
      let half = 1.9 * halfWidth * sine / Double(degree)
      return Double(total)
        * (density.share(upTo: min(centre + half, interval.upperBound))
          - density.share(upTo: max(centre - half, interval.lowerBound)))
    }
  }

  /// Returns an estimate of the operator's residual per unit of the polynomial's residual where the
  /// polynomial has the given value.
  func slope(at value: Double) -> Double {
    let inside = max(1e-3, min(0.999, value))
    let distance = deviation * (-2 * log(inside)).squareRoot()
    return max(deviation * deviation / (inside * max(distance, deviation * 0.05)), 2 * halfWidth / inside)
  }
}

extension GraphSignals {
  /// Returns `width` columns, where column i is the sum of every `width`-th column from i on.
  func folded(to width: Int) -> GraphSignals {
    var result = GraphSignals(zeros: nodeCount, count: width)
    let target = unsafe result.uniquePointer()
    for node in 0..<nodeCount {
      for column in 0..<signalCount {
        unsafe target[node * width + column % width] +=
          unsafe pointer[node * signalCount + column]
      }
    }
    return result
  }
}
