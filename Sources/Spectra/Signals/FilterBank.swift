// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A frame of several kernels over the same interval of eigenvalues. The analysis splits a signal into
/// bands, and the inverse reconstructs it.
///
/// Let S(lambda) be the sum of the squared kernels. The frame bounds are the smallest and the largest
/// value of S on the spectrum. A frame is tight if they are equal (Leonardi and Van De Ville 2013;
/// Shuman et al. 2015).
public struct FilterBank: Sendable {
  /// The kernels.
  public let kernels: [SpectralKernel]

  /// Creates a filter bank from its kernels.
  public init(_ kernels: [SpectralKernel]) { self.kernels = kernels }

  /// Returns S(lambda), the sum of the squared kernels.
  public func energy(at eigenvalue: Double) -> Double {
    kernels.reduce(0) { $0 + $1(eigenvalue) * $1(eigenvalue) }
  }

  /// Returns the frame bounds on the given eigenvalues.
  public func bounds(on spectrum: [Double]) -> (lower: Double, upper: Double) {
    let energies = spectrum.map(energy)
    return (energies.min() ?? 0, energies.max() ?? 0)
  }

  /// Returns the frame bounds over an interval, computed at 2,001 points. They hold for any spectrum in
  /// the interval.
  public func bounds(over interval: ClosedRange<Double>) -> (lower: Double, upper: Double) {
    let width = interval.upperBound - interval.lowerBound
    return bounds(on: (0...2000).map { interval.lowerBound + width * Double($0) / 2000 })
  }
}

extension FilterBank {
  /// Returns Mexican-hat wavelets at `count` scales, logarithmically spaced from 1 / lambda_max to 40 /
  /// lambda_max, and a low pass for the eigenvalues near 0 that they do not cover (Hammond,
  /// Vandergheynst and Gribonval 2011, section 8).
  public static func mexicanHat(count: Int = 5, largestEigenvalue: Double) -> FilterBank {
    let (first, last) = (log(1 / largestEigenvalue), log(40 / largestEigenvalue))
    let scales = (0..<count).map { exp(last + (first - last) * Double($0) / Double(max(1, count - 1))) }
    let cut = 0.4 * largestEigenvalue / 20
    let scaling = SpectralKernel(name: "scaling") { 1.2 * exp(-pow($0 / cut, 4)) }
    return FilterBank([scaling] + scales.map { SpectralKernel.mexicanHat(scale: $0) })
  }

  /// Returns Meyer wavelets: a low pass and `count` - 1 octave bands up to the largest eigenvalue. The
  /// frame is tight with bound 1 (Leonardi and Van De Ville 2011). Traps if `count` is below 2.
  public static func meyer(count: Int = 5, largestEigenvalue: Double) -> FilterBank {
    guard count >= 2 else { fatalError("FilterBank.meyer: \(count) kernels; must be at least 2") }
    // The band of scale s rises over 1/3...2/3 and falls over 2/3...4/3 of 2 / s. The narrowest scale
    // reaches the end.
    let top = 4.0 / (3 * largestEigenvalue)
    let scales = (0..<count - 1).map { top * pow(2, Double(count - 2 - $0)) }
    let lowPass = SpectralKernel(name: "Meyer scaling") { meyerLowPass(scales[0] * $0) }
    // The highest band does not fall again, because there is nothing above it.
    let bands = scales.enumerated().map { index, scale in
      SpectralKernel(name: "Meyer(scale = \(scale))") { value in
        meyerBand(scale * value, falls: index < scales.count - 1)
      }
    }
    return FilterBank([lowPass] + bands)
  }

  /// Returns `count` translates of a half cosine over the interval 0...largest, each overlapping its
  /// neighbours by half (Shuman et al. 2015, "Spectrum-adapted tight graph wavelet frames"). The frame
  /// is tight with bound 1 if `count` is at least 3.
  public static func halfCosine(count: Int = 6, largestEigenvalue: Double) -> FilterBank {
    let spacing = largestEigenvalue / Double(max(1, count - 1))
    return FilterBank(
      (0..<count).map { index in
        SpectralKernel(name: "half cosine \(index)") { value in
          let distance = abs(value - Double(index) * spacing) / spacing
          // At each point, sin^2 + cos^2 of neighbouring kernels add up to 1.
          return distance < 1 ? cos(.pi / 2 * distance) : 0
        }
      })
  }

  /// Returns Meyer's auxiliary polynomial, which rises from 0 to 1 with three vanishing derivatives at
  /// both ends.
  private static func smoothStep(_ x: Double) -> Double {
    let x = min(1, max(0, x))
    return x * x * x * x * (35 - 84 * x + 70 * x * x - 20 * x * x * x)
  }

  private static func meyerLowPass(_ x: Double) -> Double {
    if x < 1.0 / 3 { return 1 }
    return x < 2.0 / 3 ? cos(.pi / 2 * smoothStep(3 * x - 1)) : 0
  }

  private static func meyerBand(_ x: Double, falls: Bool) -> Double {
    if x < 1.0 / 3 { return 0 }
    if x < 2.0 / 3 { return sin(.pi / 2 * smoothStep(3 * x - 1)) }
    if !falls { return 1 }
    return x < 4.0 / 3 ? cos(.pi / 2 * smoothStep(3 * x / 2 - 1)) : 0
  }
}

extension Laplacian {
  /// Returns the bands of a signal: one filtered signal per kernel, `[nodes, kernels]`.
  ///
  /// Small graphs use the full spectrum. Large graphs use Chebyshev polynomials, and all kernels share
  /// the same products.
  public func analyze(_ signal: [Double], _ bank: FilterBank, options: FilterOptions = FilterOptions())
    throws(SpectralError) -> GraphSignals
  {
    let input = GraphSignals(signal)
    if options.method == .exact || (options.method == .automatic && isSmall) {
      let transform = try GraphFourierTransform(self)
      return GraphSignals(columns: bank.kernels.map { transform.filter(input, $0).column(0) })
    }
    let fits = bank.kernels.map { ChebyshevFit($0, on: eigenvalueBounds, options).polynomial }
    let bands = ChebyshevPolynomial.applied(fits, LaplacianOperator(self), to: input)
    return GraphSignals(columns: bands.map { $0.column(0) })
  }

  /// Returns the adjoint of ``analyze(_:_:options:)``: the sum over the kernels of kernel(L) applied to
  /// its band. Traps if the numbers of bands and kernels differ.
  public func synthesize(_ bands: GraphSignals, _ bank: FilterBank, options: FilterOptions = FilterOptions())
    throws(SpectralError) -> [Double]
  {
    guard bands.signalCount == bank.kernels.count else {
      fatalError("synthesize: \(bands.signalCount) bands for \(bank.kernels.count) kernels")
    }
    var sum = GraphSignals(zeros: nodeCount, count: 1)
    for (index, kernel) in bank.kernels.enumerated() {
      sum.add(try filter(GraphSignals(bands.column(index)), kernel, options: options).signals, times: 1)
    }
    return sum.column(0)
  }

  /// Returns the signal whose bands are nearest to the given ones: the pseudo-inverse of the analysis,
  /// which is S(L)^-1 after the synthesis. For the bands of a signal, it is the signal itself.
  /// - Throws: ``SpectralError/unavailable(_:)`` if the lower frame bound is 0, so that the bands do not
  ///   determine a signal.
  public func inverse(_ bands: GraphSignals, _ bank: FilterBank, options: FilterOptions = FilterOptions())
    throws(SpectralError) -> [Double]
  {
    let frame = bank.bounds(over: eigenvalueBounds)
    guard frame.lower > 1e-10 * frame.upper else {
      throw .unavailable(
        "the filter bank does not cover the spectrum, so its bands do not determine a signal")
    }
    let sum = try synthesize(bands, bank, options: options)
    let dual = SpectralKernel(name: "dual") { 1 / bank.energy(at: $0) }
    return try filter(GraphSignals(sum), dual, options: options).signals.column(0)
  }
}
