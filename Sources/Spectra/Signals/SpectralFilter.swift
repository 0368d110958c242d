// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// A method of applying a filter.
public enum FilterMethod: String, Sendable, CaseIterable {
  /// Exact on small graphs, Chebyshev on large ones. For a kernel with jumps, deflated if possible.
  case automatic
  /// The full spectrum, without errors other than rounding.
  case exact
  /// A Chebyshev polynomial of the Laplacian, with Jackson's damping if the kernel has jumps.
  case chebyshev
  /// A Chebyshev polynomial that rises or falls smoothly where the kernel jumps, with corrected gains
  /// for the eigenvectors of the few eigenvalues there. The error is within the tolerance.
  ///
  /// It requires a kernel that is constant between its jumps, and a graph whose Laplacian can be
  /// factorized.
  case deflated
  /// A Krylov space for each signal.
  case lanczos
}

/// Filtered signals, with bounds of their errors.
public struct FilteredSignals: Sendable {
  /// The filtered signals, `[nodes, signals]`.
  public let signals: GraphSignals
  /// The method that was used.
  public let method: FilterMethod
  /// The degree of the polynomial, the size of the Krylov space, or the number of eigenvectors of an
  /// exact filter.
  public let order: Int
  /// A bound of the norm of the error of each signal.
  ///
  /// - Chebyshev: the largest difference between kernel and polynomial over the interval that contains
  ///   the spectrum, times the norm of the signal.
  /// - Deflated: the same outside the windows around the jumps, plus the contribution of the residuals
  ///   of the eigenvectors.
  /// - Lanczos: an estimate, which is the difference from the result of a smaller space. That space is
  ///   smaller by 4, or by half if the kernel has jumps.
  public let errorBounds: [Double]
}

/// Options for applying filters.
public struct FilterOptions: Sendable, Equatable {
  /// The method of applying the filter.
  public var method: FilterMethod
  /// The degree of the polynomial or the size of the Krylov space; nil means as large as the tolerance
  /// requires.
  public var order: Int?
  /// The maximum error relative to the norm of a signal. Polynomials alone do not reach it for kernels
  /// with jumps; the result's error bound gives the remaining error.
  public var tolerance: Double

  /// Creates options. By default, the method and the order are chosen automatically.
  public init(method: FilterMethod = .automatic, order: Int? = nil, tolerance: Double = 1e-10) {
    self.method = method
    self.order = order
    self.tolerance = tolerance
  }
}

extension Laplacian {
  /// Returns kernel(L) x for each signal.
  ///
  /// The random-walk Laplacian is filtered through the symmetric one: D^-1/2 kernel(L_sym) D^1/2 x.
  /// Traps if the number of nodes of the signals does not match.
  /// - Throws: A ``SpectralError`` if an exact filter would need too much memory, or the deflated filter
  ///   is requested but cannot be used.
  public func filter(
    _ signals: GraphSignals, _ kernel: SpectralKernel, options: FilterOptions = FilterOptions()
  )
    throws(SpectralError) -> FilteredSignals
  {
    guard signals.nodeCount == nodeCount else {
      fatalError("filter: expected signals on \(nodeCount) nodes, found \(signals.nodeCount) nodes")
    }
    guard kind == .randomWalk else { return try symmetricFilter(signals, kernel, options) }
    let roots = degrees.map { $0 > 0 ? $0.squareRoot() : 1 }
    let inverses = roots.map { 1 / $0 }
    let filtered = try symmetricTwin().symmetricFilter(signals.scalingRows(by: roots), kernel, options)
    return FilteredSignals(
      signals: filtered.signals.scalingRows(by: inverses), method: filtered.method,
      order: filtered.order, errorBounds: filtered.errorBounds.map { $0 * (inverses.max() ?? 1) })
  }

  /// Whether the full spectrum takes no longer than a polynomial.
  var isSmall: Bool { nodeCount <= 500 }

  private func symmetricFilter(_ signals: GraphSignals, _ kernel: SpectralKernel, _ options: FilterOptions)
    throws(SpectralError) -> FilteredSignals
  {
    var method = options.method
    if method == .automatic {
      method = isSmall || (!kernel.jumps.isEmpty && nodeCount <= 3000) ? .exact : .chebyshev
    }
    if nodeCount == 0 { method = .exact }
    let wantsDeflation = options.method == .automatic && options.order == nil && !kernel.jumps.isEmpty
    if method == .deflated || (method == .chebyshev && wantsDeflation) {
      let filter = DeflatedFilter(
        kernel, self, signalCount: signals.signalCount, tolerance: options.tolerance)
      if let filter { return filter.apply(to: signals) }
      guard method != .deflated else {
        throw .unavailable(
          "the deflated filter needs a kernel that is constant between jumps, few eigenvalues near them, and a Laplacian that can be factorized"
        )
      }
      // The exact filter is slow, but there is no alternative of the same accuracy.
      if nodeCount <= 6000 { return try exactFilter(signals, kernel) }
    }
    switch method {
    case .chebyshev:
      let fit = ChebyshevFit(kernel, on: eigenvalueBounds, options)
      // No polynomial of reasonable degree follows this kernel, so the full spectrum is used if it is
      // affordable.
      if options.method == .automatic && options.order == nil && nodeCount <= 3000 && fit.error > 1e-6 {
        return try exactFilter(signals, kernel)
      }
      return chebyshevFilter(signals, fit)
    case .lanczos: return lanczosFilter(signals, kernel, options)
    case .exact, .automatic, .deflated: return try exactFilter(signals, kernel)
    }
  }

  private func exactFilter(_ signals: GraphSignals, _ kernel: SpectralKernel) throws(SpectralError)
    -> FilteredSignals
  {
    let transform = try GraphFourierTransform(self)
    let norms = ColumnSums.products(signals, signals).map { $0.squareRoot() }
    let largest = transform.frequencies.reduce(0) { max($0, abs(kernel($1))) }
    return FilteredSignals(
      signals: transform.filter(signals, kernel), method: .exact, order: nodeCount,
      errorBounds: norms.map { $0 * largest * Double(max(16, nodeCount)) * 0x1p-50 })
  }

  private func chebyshevFilter(_ signals: GraphSignals, _ fit: ChebyshevFit) -> FilteredSignals {
    let norms = ColumnSums.products(signals, signals).map { $0.squareRoot() }
    let filtered = fit.polynomial.applied(LaplacianOperator(self), to: signals)
    return FilteredSignals(
      signals: filtered, method: .chebyshev, order: fit.polynomial.degree,
      errorBounds: norms.map { $0 * fit.error })
  }

  private func lanczosFilter(_ signals: GraphSignals, _ kernel: SpectralKernel, _ options: FilterOptions)
    -> FilteredSignals
  {
    var columns = [[Double]]()
    var bounds = [Double]()
    var order = 0
    let op = LaplacianOperator(self)
    for column in 0..<signals.signalCount {
      let filter = LanczosFilter(op: op, signal: GraphSignals(signals.column(column)))
      let (values, error, steps) = filter.apply(kernel, options)
      columns.append(values)
      bounds.append(error)
      order = max(order, steps)
    }
    return FilteredSignals(
      signals: columns.isEmpty ? signals : GraphSignals(columns: columns), method: .lanczos, order: order,
      errorBounds: bounds)
  }
}

/// A Chebyshev polynomial that approximates a kernel, and its error.
struct ChebyshevFit {
  let polynomial: ChebyshevPolynomial
  /// The largest difference from the kernel over the interval.
  let error: Double

  init(_ kernel: SpectralKernel, on bounds: ClosedRange<Double>, _ options: FilterOptions) {
    // An interval of zero width would cause a division by 0.
    let interval =
      bounds.upperBound > bounds.lowerBound ? bounds : bounds.lowerBound - 0.5...bounds.lowerBound + 0.5
    let jumps = kernel.jumps.filter { interval.contains($0) }
    guard jumps.isEmpty else {
      polynomial = ChebyshevPolynomial(degree: options.order ?? 200, interval: interval) { kernel($0) }
        .dampedByJackson()
      error = Self.difference(polynomial, kernel, interval)
      return
    }
    if let order = options.order {
      polynomial = ChebyshevPolynomial(degree: order, interval: interval) { kernel($0) }
      error = Self.difference(polynomial, kernel, interval)
      return
    }
    // The coefficients of an analytic kernel decrease geometrically, so the omitted tail bounds the
    // error.
    var degree = 32
    while true {
      let long = ChebyshevPolynomial(degree: degree, interval: interval) { kernel($0) }
      let largest = long.coefficients.reduce(0) { max($0, abs($1)) }
      let goal = max(options.tolerance, 1e-15) * max(largest, .leastNormalMagnitude)
      var tail = 0.0
      var kept = long.coefficients.count
      while kept > 1 && tail + abs(long.coefficients[kept - 1]) <= goal {
        tail += abs(long.coefficients[kept - 1])
        kept -= 1
      }
      if kept <= degree - 8 || degree >= 4096 {
        let fit = ChebyshevPolynomial(
          interval: interval, coefficients: Array(long.coefficients.prefix(kept)))
        let distance = Self.difference(fit, kernel, interval)
        // A kernel that is narrower than the distance of the points appears to be zero at first.
        if degree >= 4096 || distance <= max(1e3 * goal, 1e-12 * Self.largest(kernel, interval)) {
          polynomial = fit
          error = max(distance, largest * Double(kept) * 0x1p-52)
          return
        }
      }
      degree *= 2
    }
  }

  /// Returns the largest magnitude of a kernel at the ends of the interval and between them.
  private static func largest(_ kernel: SpectralKernel, _ interval: ClosedRange<Double>) -> Double {
    let width = interval.upperBound - interval.lowerBound
    return (0...100).reduce(0) { max($0, abs(kernel(interval.lowerBound + width * Double($1) / 100))) }
  }

  private static func difference(
    _ polynomial: ChebyshevPolynomial, _ kernel: SpectralKernel, _ interval: ClosedRange<Double>
  ) -> Double {
    let width = interval.upperBound - interval.lowerBound
    let points = (0...4000).map { interval.lowerBound + width * Double($0) / 4000 } + kernel.jumps
    return points.filter(interval.contains).reduce(0) { max($0, abs(polynomial($1) - kernel($1))) }
  }
}

/// The product f(A) x, computed from a Krylov space of x as |x| V f(T) e_1 (Druskin and Knizhnerman
/// 1989).
private struct LanczosFilter {
  let op: any SymmetricOperator
  let signal: GraphSignals

  func apply(_ kernel: SpectralKernel, _ options: FilterOptions) -> (
    values: [Double], error: Double, steps: Int
  ) {
    var steps = options.order ?? 20
    while true {
      let recurrence = LanczosRecurrence(op, start: signal, steps: steps)
      let count = recurrence.diagonal.count
      guard count > 0 else { return (signal.column(0), 0, 0) }
      let (weights, largest) = Self.weights(recurrence, kernel, count)
      // The error is estimated by comparison with a smaller space. With jumps, convergence is irregular,
      // so the space is much smaller.
      let less = kernel.jumps.isEmpty ? 4 : max(4, count / 2)
      let shorter = Self.weights(recurrence, kernel, max(1, count - less)).weights
      var square = 0.0
      for index in 0..<count {
        let difference = weights[index] - (index < shorter.count ? shorter[index] : 0)
        square += difference * difference
      }
      let isWhole = count < steps || recurrence.isExhausted || count == op.size
      // A complete space leaves only rounding errors, which the values of the kernel magnify.
      let rounding = recurrence.startNorm * largest * Double(max(16, count)) * 0x1p-50
      let error = max(rounding, isWhole ? 0 : recurrence.startNorm * square.squareRoot())
      // A larger space takes time proportional to the square of its size, and with jumps it gains
      // little.
      let isLargest = steps >= (kernel.jumps.isEmpty ? 1000 : 300)
      if options.order != nil || error <= options.tolerance * recurrence.startNorm || isWhole || isLargest {
        var sum = GraphSignals(zeros: op.size, count: 1)
        for (vector, weight) in zip(recurrence.vectors, weights) {
          sum.add(vector, times: weight * recurrence.startNorm)
        }
        return (sum.column(0), error, count)
      }
      steps *= 2
    }
  }

  /// Returns f(T) e_1 for the leading part of T, and the largest magnitude of f on its eigenvalues.
  private static func weights(_ recurrence: LanczosRecurrence, _ kernel: SpectralKernel, _ count: Int)
    -> (weights: [Double], largest: Double)
  {
    let (values, vectors) = recurrence.eigenpairs(leading: count)
    var weights = [Double](repeating: 0, count: count)
    var largest = 0.0
    for (index, value) in values.enumerated() {
      let image = kernel(value)
      largest = max(largest, abs(image))
      let share = image * vectors[index * count]
      for element in 0..<count { weights[element] += share * vectors[index * count + element] }
    }
    return (weights, largest)
  }
}

extension GraphSignals {
  /// Returns the signals with each row multiplied by its factor.
  func scalingRows(by factors: [Double]) -> GraphSignals {
    var scaled = self
    let target = unsafe scaled.uniquePointer()
    for node in 0..<nodeCount {
      for column in 0..<signalCount { unsafe target[node * signalCount + column] *= factors[node] }
    }
    return scaled
  }
}
