// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A polynomial of an operator, written as a sum of Chebyshev polynomials of the operator. The operator
/// is shifted and scaled so that `interval` = a...b becomes -1...1: p(A) = sum over k of c_k T_k((2 A -
/// a - b) / (b - a)).
struct ChebyshevPolynomial: Sendable {
  /// The interval that is mapped to -1...1.
  let interval: ClosedRange<Double>
  /// The coefficients c_0, c_1, ...
  let coefficients: [Double]

  /// The degree.
  var degree: Int { coefficients.count - 1 }

  private var center: Double { (interval.lowerBound + interval.upperBound) / 2 }
  private var halfWidth: Double {
    max((interval.upperBound - interval.lowerBound) / 2, .leastNormalMagnitude)
  }

  /// Returns p(x), computed by Clenshaw's recurrence.
  func callAsFunction(_ x: Double) -> Double {
    let t = (x - center) / halfWidth
    var (next, afterNext) = (0.0, 0.0)
    for coefficient in coefficients.dropFirst().reversed() {
      (next, afterNext) = (coefficient + 2 * t * next - afterNext, next)
    }
    return (coefficients.first ?? 0) + t * next - afterNext
  }

  /// Returns p(A) x. The number of products with A is the degree.
  func applied(_ op: any SymmetricOperator, to x: GraphSignals) -> GraphSignals {
    Self.applied([self], op, to: x)[0]
  }

  /// Returns p(A) x for several polynomials over the same interval. The number of products is the
  /// highest degree.
  static func applied(_ polynomials: [ChebyshevPolynomial], _ op: any SymmetricOperator, to x: GraphSignals)
    -> [GraphSignals]
  {
    guard let first = polynomials.first else { return [] }
    var sums = polynomials.map { _ in GraphSignals(zeros: x.nodeCount, count: x.signalCount) }
    let terms = ChebyshevTerms(op, interval: first.interval, start: x)
    terms.forEach(through: polynomials.map(\.degree).max() ?? 0) { order, term, _ in
      for (index, polynomial) in polynomials.enumerated() where order <= polynomial.degree {
        sums[index].add(term, times: polynomial.coefficients[order])
      }
    }
    return sums
  }
}

/// The vectors T_0 x = x, T_1 x, T_2 x, ... of an operator whose `interval` is mapped to -1...1.
struct ChebyshevTerms {
  private let op: any SymmetricOperator
  private let factor: Double
  private let shift: Double
  private let start: GraphSignals

  init(_ op: any SymmetricOperator, interval: ClosedRange<Double>, start: GraphSignals) {
    self.op = op
    self.start = start
    let halfWidth = max((interval.upperBound - interval.lowerBound) / 2, .leastNormalMagnitude)
    factor = 1 / halfWidth
    shift = -(interval.lowerBound + interval.upperBound) / 2 / halfWidth
  }

  /// Calls `body` with the order, the term and the previous term. For the first term, the previous one
  /// is the first itself.
  func forEach(
    through degree: Int, _ body: (_ order: Int, _ term: GraphSignals, _ before: GraphSignals) -> Void
  ) {
    body(0, start, start)
    guard degree > 0 else { return }
    var previous = start
    var current = GraphSignals(uninitialized: start.nodeCount, count: start.signalCount)
    op.apply(to: start, into: &current, factor: factor, shift: shift, keep: 0)
    body(1, current, previous)
    for order in stride(from: 2, through: degree, by: 1) {
      op.apply(to: current, into: &previous, factor: 2 * factor, shift: 2 * shift, keep: -1)
      swap(&previous, &current)
      body(order, current, previous)
    }
  }

  /// Returns only the last term, T_degree x.
  func last(_ degree: Int) -> GraphSignals {
    var last = start
    forEach(through: degree) { order, term, _ in if order == degree { last = term } }
    return last
  }
}

extension ChebyshevPolynomial {
  /// Creates the expansion of a function on `interval` up to a degree, from its values at m Chebyshev
  /// points: c_k = 2/m sum over j of f(x_j) cos(k (j + 1/2) pi / m), halved for k = 0.
  init(degree: Int, interval: ClosedRange<Double>, of function: (Double) -> Double) {
    self.interval = interval
    let points = max(2 * (degree + 1), 64)
    let middle = (interval.lowerBound + interval.upperBound) / 2
    let half = (interval.upperBound - interval.lowerBound) / 2
    let values = (0..<points).map { function(middle + half * cos((Double($0) + 0.5) * .pi / Double(points))) }
    coefficients = (0...degree).map { order in
      var sum = 0.0
      for (point, value) in values.enumerated() {
        // The angle is a multiple of pi / (2 points). Reducing the multiple first preserves precision.
        let step = (order * (2 * point + 1)) % (4 * points)
        sum += value * cos(Double(step) * .pi / Double(2 * points))
      }
      return sum * (order == 0 ? 1 : 2) / Double(points)
    }
  }

  /// Returns the polynomial with Jackson's factors, which suppress oscillations in the expansion of a
  /// function with jumps (Jackson 1911; Weisse et al. 2006, equation 71).
  func dampedByJackson() -> ChebyshevPolynomial {
    let count = Double(coefficients.count + 1)
    let damped = coefficients.enumerated().map { order, coefficient in
      let angle = Double(order) * .pi / count
      let factor = ((count - Double(order)) * cos(angle) + sin(angle) / tan(.pi / count)) / count
      return coefficient * factor
    }
    return ChebyshevPolynomial(interval: interval, coefficients: damped)
  }
}

extension GraphSignals {
  /// Adds factor x in place.
  mutating func add(_ x: GraphSignals, times factor: Double) {
    guard factor != 0 else { return }
    let target = unsafe uniquePointer()
    let width = signalCount
    forEachRowRange { rows in
      for index in rows.lowerBound * width..<rows.upperBound * width {
        unsafe target[index] += unsafe factor * x.pointer[index]
      }
    }
  }
}
