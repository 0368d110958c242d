// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A filter for a kernel that is constant between its jumps, without the error of a polynomial at the
/// jumps.
///
/// The filter uses a polynomial that rises smoothly where the kernel jumps, and then corrects the gains
/// of the few eigenvectors whose eigenvalues are on the slopes. Let f be the kernel, p the polynomial
/// and (l_i, u_i) the eigenpairs within windows around the jumps. Then f(L) x = p(L) x + sum over i of
/// (f(l_i) - p(l_i)) u_i u_i^T x, up to the difference between f and p outside the windows. Sylvester's
/// law of inertia gives the number of eigenvalues in a window, so that none is missed.
struct DeflatedFilter {
  /// An interval in which p rises or falls instead of jumping: less than `halfWidth` to both sides of
  /// `center`.
  private struct Window {
    let center: Double
    let halfWidth: Double
    /// The value of f above the jump minus that below.
    let step: Double
    /// The number of eigenvalues in the window.
    let count: Int

    var range: ClosedRange<Double> { center - halfWidth...center + halfWidth }
  }

  /// The polynomial.
  private let polynomial: ChebyshevPolynomial
  /// The largest difference between kernel and polynomial outside the windows.
  private let polynomialError: Double
  /// The eigenpairs in the windows.
  private let pairs: Eigenpairs
  /// A bound of the relative error that errors of the eigenvectors cause by mixing the kept and the
  /// removed part of a signal.
  private let mixing: Double
  private let kernel: SpectralKernel
  private let laplacian: Laplacian

  /// The maximum number of eigenpairs to compute.
  private static let mostPairs = 64
  /// The approximate maximum number of operations for the products.
  private static let mostWork = 2e10

  /// Prepares a filter. Returns nil if the kernel is not constant between its jumps, too many
  /// eigenvalues are near a jump, or the Laplacian cannot be factorized.
  init?(_ kernel: SpectralKernel, _ laplacian: Laplacian, signalCount: Int, tolerance: Double) {
    guard kernel.isPiecewiseConstant, let counter = EigenvalueCounter(laplacian) else { return nil }
    let bounds = laplacian.eigenvalueBounds
    let half = (bounds.upperBound - bounds.lowerBound) / 2
    let jumps = kernel.jumps.filter { $0 > bounds.lowerBound - half && $0 < bounds.upperBound + half }
    guard half > 0, !jumps.isEmpty else { return nil }
    let goal = max(tolerance, 1e-14)
    let reach = Self.reach(goal)
    let work = Double(laplacian.graph.edgeCount + 6 * laplacian.nodeCount) * Double(max(1, signalCount))
    // The half-width below which the products would take too much work.
    let least = work * Self.degree(reach, half) / Self.mostWork
    var windows = [Window]()
    for (number, jump) in jumps.enumerated() {
      let neighbours = (
        number > 0 ? jumps[number - 1] : jump - 1, number + 1 < jumps.count ? jumps[number + 1] : jump + 1
      )
      guard
        let window = Self.window(
          kernel, jump, neighbours, least: least, most: 0.25 * half, counter: counter)
      else { return nil }
      windows.append(window)
    }
    // A small margin, so that rounding leaves no eigenvalue outside.
    let margin = 1e-12 * half
    let interval = bounds.lowerBound - margin...bounds.upperBound + margin
    let fit = Self.polynomial(kernel, windows, interval, reach: reach, tolerance: goal / 8)
    guard let pairs = Self.pairs(windows, laplacian, bounds) else { return nil }
    polynomial = fit.polynomial
    polynomialError = fit.error
    self.pairs = pairs
    self.kernel = kernel
    self.laplacian = laplacian
    mixing = Self.mixing(of: pairs, kernel)
  }

  /// Returns kernel(L) x.
  func apply(to signals: GraphSignals) -> FilteredSignals {
    var filtered = polynomial.applied(LaplacianOperator(laplacian), to: signals)
    if pairs.count > 0 {
      var shares = DenseProducts.transposedProduct(pairs.vectors, signals)
      for (index, value) in pairs.values.enumerated() {
        let missing = kernel(value) - polynomial(value)
        for column in 0..<signals.signalCount { shares[index, column] *= missing }
      }
      filtered.add(DenseProducts.product(pairs.vectors, shares), times: 1)
    }
    let rounding = Double(polynomial.degree + 16) * 0x1p-51
    let norms = ColumnSums.products(signals, signals).map { $0.squareRoot() }
    return FilteredSignals(
      signals: filtered, method: .deflated, order: polynomial.degree,
      errorBounds: norms.map { $0 * (polynomialError + rounding + mixing) })
  }

  /// An eigenvector contains components of others of about its residual divided by the distance of their
  /// eigenvalues (Davis and Kahan 1970). Only components across a jump matter, because the kernel
  /// differs there.
  private static func mixing(of pairs: Eigenpairs, _ kernel: SpectralKernel) -> Double {
    let gains = pairs.values.map { kernel($0) }
    var sum = 0.0
    for (index, value) in pairs.values.enumerated() {
      let below = (0..<index).last { gains[$0] != gains[index] }
      let above = (index..<gains.count).first { gains[$0] != gains[index] }
      for other in [below, above].compactMap(\.self) {
        let turned = pairs.residuals[index] / max(abs(pairs.values[other] - value), .leastNormalMagnitude)
        sum += turned * turned * (gains[other] - gains[index]) * (gains[other] - gains[index])
      }
    }
    return sum.squareRoot()
  }

  /// Returns the distance, in units of its width, at which an error function differs from its step by
  /// `goal` / 4.
  private static func reach(_ goal: Double) -> Double {
    var reach = 1.0
    while erfc(reach) > goal / 2 { reach += 0.05 }
    return reach
  }

  /// Returns the approximate degree of a polynomial that follows a smooth step whose slope extends over
  /// 1 / `narrowness` of half the interval.
  private static func degree(_ reach: Double, _ narrowness: Double) -> Double {
    2 * reach * reach * narrowness
  }

  /// Returns a wide window at a jump with few eigenvalues in it and a half-width of at least `least`, or
  /// nil if even that window has too many.
  private static func window(
    _ kernel: SpectralKernel, _ jump: Double, _ neighbours: (Double, Double), least: Double, most: Double,
    counter: EigenvalueCounter
  ) -> Window? {
    guard least <= most, let narrow = window(kernel, jump, neighbours, halfWidth: least, counter: counter)
    else { return nil }
    // Start with the width at which the density of eigenvalues in the narrow window suggests enough
    // pairs.
    var halfWidth = min(most, least * Double(mostPairs) / Double(narrow.count + 1))
    while halfWidth > 1.5 * least {
      if let wide = window(kernel, jump, neighbours, halfWidth: halfWidth, counter: counter) { return wide }
      halfWidth /= 2
    }
    return narrow
  }

  /// Returns a window of the given half-width, or nil if it contains too many eigenvalues. If
  /// eigenvalues at the jump itself belong to one side, as with a cut that is an eigenvalue, the window
  /// may be on the other side only.
  private static func window(
    _ kernel: SpectralKernel, _ jump: Double, _ neighbours: (Double, Double), halfWidth: Double,
    counter: EigenvalueCounter
  ) -> Window? {
    let levels = (
      below: kernel((neighbours.0 + jump) / 2), at: kernel(jump), above: kernel((jump + neighbours.1) / 2)
    )
    var centers = [jump]
    if levels.at == levels.above { centers.append(jump - SpectralKernel.edge - halfWidth) }
    if levels.at == levels.below { centers.append(jump + SpectralKernel.edge + halfWidth) }
    for center in centers {
      guard let count = counter.count(from: center - halfWidth, to: center + halfWidth), count <= mostPairs
      else { continue }
      return Window(
        center: center, halfWidth: halfWidth, step: levels.above - levels.below, count: count)
    }
    return nil
  }

  /// Returns a polynomial approximation in which each step is replaced by an error function, and its
  /// error.
  private static func polynomial(
    _ kernel: SpectralKernel, _ windows: [Window], _ interval: ClosedRange<Double>, reach: Double,
    tolerance: Double
  ) -> (polynomial: ChebyshevPolynomial, error: Double) {
    let half = (interval.upperBound - interval.lowerBound) / 2
    let lowest = windows.map(\.range.lowerBound).min() ?? interval.lowerBound
    let base = kernel(min(lowest, kernel.jumps.min() ?? lowest) - half)
    let smooth = { (x: Double) in
      windows.reduce(base) { sum, window in
        sum + window.step * (1 + erf((x - window.center) * reach / window.halfWidth)) / 2
      }
    }
    let steepest = windows.map { half / $0.halfWidth }.max() ?? 1
    var points = 1024
    while Double(points) < 4 * degree(reach, steepest) { points *= 2 }
    let coefficients = ChebyshevPolynomial.coefficients(points: points, interval: interval, of: smooth)
    var tail = 0.0
    var kept = coefficients.count / 2
    // The aliasing of the points is as small as the coefficients that they do not resolve.
    for coefficient in coefficients[kept...] { tail += 2 * abs(coefficient) }
    // With very many coefficients, rounding errors alone may add up to more than the tolerance.
    let tolerance = max(tolerance, 2 * tail)
    while kept > 1 && tail + abs(coefficients[kept - 1]) <= tolerance {
      tail += abs(coefficients[kept - 1])
      kept -= 1
    }
    let slopes = windows.reduce(0) { $0 + abs($1.step) * erfc(reach) / 2 }
    return (
      ChebyshevPolynomial(interval: interval, coefficients: Array(coefficients.prefix(kept))), slopes + tail
    )
  }

  /// Returns the eigenpairs in the windows, or nil if the solver does not find all of them.
  private static func pairs(_ windows: [Window], _ laplacian: Laplacian, _ bounds: ClosedRange<Double>)
    -> Eigenpairs?
  {
    var ranges = [(range: ClosedRange<Double>, count: Int)]()
    for window in windows.sorted(by: { $0.center < $1.center }) where window.count > 0 {
      // If windows overlapped, eigenvalues would count twice.
      if let last = ranges.last, last.range.overlaps(window.range) { return nil }
      ranges.append((window.range, window.count))
    }
    var all = Eigenpairs(
      values: [], vectors: GraphSignals(zeros: laplacian.nodeCount, count: 0), residuals: [],
      method: .components)
    for (window, count) in ranges {
      // The part of the window that can contain eigenvalues: its middle is nearer to all of them.
      let range = window.clamped(to: bounds)
      guard let found = pairs(in: range, count, laplacian) else { return nil }
      all = all.count == 0 ? found : all.joined(with: found)
    }
    return all
  }

  /// Returns the `count` eigenpairs in a range, or nil if the solver does not find all of them.
  private static func pairs(in range: ClosedRange<Double>, _ count: Int, _ laplacian: Laplacian)
    -> Eigenpairs?
  {
    let half = (range.upperBound - range.lowerBound) / 2
    let slack = 2e-9 * half + 1e-12
    // The first attempts use the best possible accuracy. The target is moved in case the middle happens
    // to be an eigenvalue.
    for (tolerance, offset) in [(1e-14, 0.0), (1e-14, 0.1), (1e-12, 0.2)] {
      let wanted = min(laplacian.nodeCount, count + (offset == 0 ? 0 : count / 2 + 8))
      guard
        let found = try? laplacian.eigenpairs(
          nearest: wanted, to: range.lowerBound + half * (1 + offset),
          options: EigenOptions(tolerance: tolerance, maximumProducts: 20_000))
      else { continue }
      let inside = found.values.indices.filter {
        found.values[$0] > range.lowerBound - slack && found.values[$0] < range.upperBound + slack
      }
      if inside.count == count { return found.picking(inside) }
    }
    return nil
  }
}
