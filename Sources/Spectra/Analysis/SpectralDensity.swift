// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The distribution of an operator's eigenvalues, estimated from products with random vectors:
/// density(x) dx is the share of the eigenvalues between x and x + dx.
public struct SpectralDensity: Sendable, Equatable {
  /// The points at which the density is given, ascending.
  public let points: [Double]
  /// The density at each point. Its integral over the interval is 1.
  public let density: [Double]
  /// The standard error of the density, computed from the variance over the random vectors. NaN for a
  /// single vector.
  public let standardError: [Double]
  /// The estimation method.
  public let method: Method
  /// The number of products with a vector.
  public let products: Int

  /// A method of estimating a density.
  public enum Method: String, Sendable, CaseIterable {
    /// Chebyshev moments with Jackson's damping (Silver and Röder 1994; Weisse et al. 2006).
    case kernelPolynomials = "kernel-polynomials"
    /// Gauss quadrature from Lanczos recurrences, with smoothing (Lin, Saad and Yang 2016; Ubaru, Chen
    /// and Saad 2017).
    case lanczosQuadrature = "lanczos-quadrature"
  }

  /// Returns the share of the eigenvalues up to `value`, computed by the trapezoidal rule.
  public func share(upTo value: Double) -> Double {
    var sum = 0.0
    for index in 1..<max(1, points.count) {
      let (left, right) = (points[index - 1], points[index])
      guard left < value else { break }
      let end = min(right, value)
      let height = density[index - 1] + (density[index] - density[index - 1]) * (end - left) / (right - left)
      sum += (density[index - 1] + height) / 2 * (end - left)
    }
    return sum
  }
}

extension SymmetricOperator {
  /// Returns the spectral density by the kernel polynomial method: moments of the distribution are
  /// estimated with random sign vectors and give a Chebyshev series with Jackson's factors.
  ///
  /// The resolution is about pi / `moments` times half the width of the interval. The products with
  /// T_k x give the moments 2 k and 2 k - 1, so half as many products as moments are needed.
  ///
  /// - Parameters:
  ///   - moments: The number of moments, at least 2.
  ///   - vectors: The number of random vectors, at least 1.
  ///   - pointCount: The number of points at which to compute the density, at least 2.
  ///   - seed: The seed of the random numbers.
  public func spectralDensity(moments: Int = 200, vectors: Int = 10, pointCount: Int = 401, seed: UInt64 = 0)
    -> SpectralDensity
  {
    guard moments > 1 && vectors > 0 && pointCount > 1 else {
      fatalError("spectralDensity: \(moments) moments, \(vectors) vectors, \(pointCount) points; too few")
    }
    let interval = densityInterval(seed)
    guard size > 0 else { return SpectralDensity(empty: interval, pointCount, .kernelPolynomials) }
    let perVector = chebyshevMoments(moments, vectors, interval, seed)
    let points = SpectralDensity.grid(interval, pointCount)
    let curves = perVector.map { moments in SpectralDensity.series(moments, at: points, interval) }
    return SpectralDensity(
      points: points, curves: curves, method: .kernelPolynomials, products: (moments / 2) * vectors)
  }

  /// Returns the spectral density by stochastic Lanczos quadrature: a recurrence from each random vector
  /// gives the nodes and weights of a Gauss rule, and each node is spread as a Gaussian with deviation
  /// `width`.
  ///
  /// - Parameters:
  ///   - steps: The number of steps per recurrence.
  ///   - vectors: The number of random vectors.
  ///   - width: The deviation of the Gaussians; nil means a hundredth of the interval.
  ///   - pointCount: The number of points at which to compute the density.
  ///   - seed: The seed of the random numbers.
  public func spectralDensityByLanczos(
    steps: Int = 80, vectors: Int = 10, width: Double? = nil, pointCount: Int = 401, seed: UInt64 = 0
  ) -> SpectralDensity {
    guard steps > 0 && vectors > 0 && pointCount > 1 else {
      fatalError(
        "spectralDensityByLanczos: \(steps) steps, \(vectors) vectors, \(pointCount) points; too few")
    }
    let interval = densityInterval(seed)
    guard size > 0 else { return SpectralDensity(empty: interval, pointCount, .lanczosQuadrature) }
    let deviation = width ?? (interval.upperBound - interval.lowerBound) / 100
    // The Gaussians of eigenvalues at the ends of the interval extend beyond it.
    let reach = interval.lowerBound - 4 * deviation...interval.upperBound + 4 * deviation
    let points = SpectralDensity.grid(reach, pointCount)
    var products = 0
    let curves = (0..<vectors).map { vector in
      let start = GraphSignals.randomSigns(size, 1, seed: seed, step: UInt64(vector))
      let recurrence = LanczosRecurrence(self, start: start, steps: steps)
      products += recurrence.diagonal.count
      let (values, eigenvectors) = recurrence.eigenpairs()
      return points.map { point in
        values.indices.reduce(0.0) { sum, index in
          let distance = (point - values[index]) / deviation
          let weight = eigenvectors[index * values.count] * eigenvectors[index * values.count]
          return sum + weight * exp(-distance * distance / 2) / (deviation * (2 * .pi).squareRoot())
        }
      }
    }
    return SpectralDensity(points: points, curves: curves, method: .lanczosQuadrature, products: products)
  }

  private func densityInterval(_ seed: UInt64) -> ClosedRange<Double> {
    let bounds = size == 0 ? 0...1 : eigenvalueBounds ?? SpectrumEnclosure(self, seed: seed).bounds
    // The interval is extended slightly, so that no eigenvalue is where the series is singular.
    let margin = max((bounds.upperBound - bounds.lowerBound) * 0.005, 1e-12)
    return bounds.lowerBound - margin...bounds.upperBound + margin
  }

  /// Returns the moments x^T T_k(A) x / x^T x for each random vector.
  private func chebyshevMoments(_ count: Int, _ vectors: Int, _ interval: ClosedRange<Double>, _ seed: UInt64)
    -> [[Double]]
  {
    var moments = [[Double]](repeating: [Double](repeating: 0, count: count), count: vectors)
    for first in stride(from: 0, to: vectors, by: 8) {
      let width = min(8, vectors - first)
      let start = GraphSignals.randomSigns(size, width, seed: seed, step: UInt64(first))
      let squares = ColumnSums.products(start, start)
      let record = { (order: Int, values: [Double]) in
        for (column, value) in values.enumerated() where order < count {
          moments[first + column][order] = value / squares[column]
        }
      }
      record(0, squares)
      var one = squares
      // T_2k = 2 T_k T_k - T_0 and T_2k-1 = 2 T_k T_k-1 - T_1.
      ChebyshevTerms(self, interval: interval, start: start).forEach(through: count / 2) {
        order, term, before in
        guard order > 0 else { return }
        let mixed = ColumnSums.products(before, term)
        if order == 1 { one = mixed }
        record(2 * order - 1, zip(mixed, one).map { 2 * $0 - $1 })
        guard 2 * order < count else { return }
        record(2 * order, zip(ColumnSums.products(term, term), squares).map { 2 * $0 - $1 })
      }
    }
    return moments
  }
}

extension SpectralDensity {
  /// Creates the mean of several estimates and its standard error.
  init(points: [Double], curves: [[Double]], method: Method, products: Int) {
    self.points = points
    let count = Double(curves.count)
    let mean = points.indices.map { point in curves.reduce(0) { $0 + $1[point] } / count }
    density = mean
    standardError = points.indices.map { point in
      guard curves.count > 1 else { return .nan }
      let squares = curves.reduce(0) { $0 + ($1[point] - mean[point]) * ($1[point] - mean[point]) }
      return (squares / (count - 1) / count).squareRoot()
    }
    self.method = method
    self.products = products
  }

  fileprivate init(empty interval: ClosedRange<Double>, _ pointCount: Int, _ method: Method) {
    points = Self.grid(interval, pointCount)
    density = points.map { _ in 0 }
    standardError = density
    self.method = method
    products = 0
  }

  fileprivate static func grid(_ interval: ClosedRange<Double>, _ count: Int) -> [Double] {
    let width = interval.upperBound - interval.lowerBound
    // The ends of the interval are singular points of the series and are not included.
    return (0..<count).map { interval.lowerBound + width * (Double($0) + 0.5) / Double(count) }
  }

  /// Returns the Jackson-damped Chebyshev series of the density with the given moments.
  fileprivate static func series(_ moments: [Double], at points: [Double], _ interval: ClosedRange<Double>)
    -> [Double]
  {
    let half = (interval.upperBound - interval.lowerBound) / 2
    let middle = (interval.upperBound + interval.lowerBound) / 2
    let damped = ChebyshevPolynomial(interval: interval, coefficients: moments).dampedByJackson()
    let doubled = ChebyshevPolynomial(
      interval: interval, coefficients: damped.coefficients.enumerated().map { $0 == 0 ? $1 : 2 * $1 })
    return points.map { point in
      let t = (point - middle) / half
      return doubled(point) / (.pi * half * max(1 - t * t, 1e-15).squareRoot())
    }
  }
}

extension GraphSignals {
  /// Returns independent random signs, 1 or -1. Of all random vectors they give traces the least
  /// variance (Hutchinson 1990).
  static func randomSigns(_ nodeCount: Int, _ count: Int, seed: UInt64, step: UInt64) -> GraphSignals {
    let stream = RandomStream(seed: seed, purpose: .sampling, step: step, ordinal: 1)
    var result = GraphSignals(uninitialized: nodeCount, count: count)
    let resultPointer = unsafe result.uniquePointer()
    let target = unsafe resultPointer
    result.forEachRowRange(nanosecondsPerRow: 8) { rows in
      for node in rows {
        let bits = stream.bits(at: UInt64(node))
        for column in 0..<count {
          unsafe target[node * count + column] = bits >> UInt64(column % 64) & 1 == 1 ? 1 : -1
        }
      }
    }
    return result
  }
}

extension Laplacian {
  /// Returns the spectral density by the kernel polynomial method; see
  /// ``SymmetricOperator/spectralDensity(moments:vectors:pointCount:seed:)``. The density of the
  /// random-walk Laplacian is that of the symmetric one.
  public func spectralDensity(moments: Int = 200, vectors: Int = 10, pointCount: Int = 401, seed: UInt64 = 0)
    throws(SpectralError) -> SpectralDensity
  {
    let laplacian = kind == .randomWalk ? try symmetricTwin() : self
    return LaplacianOperator(laplacian).spectralDensity(
      moments: moments, vectors: vectors, pointCount: pointCount, seed: seed)
  }

  /// Returns the spectral density by stochastic Lanczos quadrature; see
  /// ``SymmetricOperator/spectralDensityByLanczos(steps:vectors:width:pointCount:seed:)``. The density
  /// of the random-walk Laplacian is that of the symmetric one.
  public func spectralDensityByLanczos(
    steps: Int = 80, vectors: Int = 10, width: Double? = nil, pointCount: Int = 401, seed: UInt64 = 0
  ) throws(SpectralError) -> SpectralDensity {
    let laplacian = kind == .randomWalk ? try symmetricTwin() : self
    return LaplacianOperator(laplacian).spectralDensityByLanczos(
      steps: steps, vectors: vectors, width: width, pointCount: pointCount, seed: seed)
  }
}
