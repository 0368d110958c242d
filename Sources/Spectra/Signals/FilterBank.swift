public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Several kernels over the same interval of eigenvalues: a frame, whose analysis splits a signal into bands and whose
/// inverse puts it together again.
///
/// With S(lambda) the sum of the squared kernels, the frame bounds are the least and the largest value of S on the
/// spectrum. A frame is tight where they are equal (Leonardi and Van De Ville 2013; Shuman et al. 2015).
public struct FilterBank: Sendable {
  /// The kernels.
  public let kernels: [SpectralKernel]

  /// Creates a bank.
  public init(_ kernels: [SpectralKernel]) { self.kernels = kernels }

  /// S(lambda), the sum of the squared kernels.
  public func energy(at eigenvalue: Double) -> Double {
    kernels.reduce(0) { $0 + $1(eigenvalue) * $1(eigenvalue) }
  }

  /// The frame bounds on these eigenvalues.
  public func bounds(on spectrum: [Double]) -> (lower: Double, upper: Double) {
    let energies = spectrum.map(energy)
    return (energies.min() ?? 0, energies.max() ?? 0)
  }

  /// The frame bounds over an interval, from 2,001 points: safe whatever the spectrum in it is.
  public func bounds(over interval: ClosedRange<Double>) -> (lower: Double, upper: Double) {
    let width = interval.upperBound - interval.lowerBound
    return bounds(on: (0...2000).map { interval.lowerBound + width * Double($0) / 2000 })
  }
}

extension FilterBank {
  /// Mexican-hat wavelets at `count` scales, spaced in the logarithm from 1 / lambda_max to 40 / lambda_max, and a low
  /// pass for what they leave near 0 (Hammond, Vandergheynst and Gribonval 2011, section 8).
  public static func mexicanHat(count: Int = 5, largestEigenvalue: Double) -> FilterBank {
    let (first, last) = (log(1 / largestEigenvalue), log(40 / largestEigenvalue))
    let scales = (0..<count).map { exp(last + (first - last) * Double($0) / Double(max(1, count - 1))) }
    let cut = 0.4 * largestEigenvalue / 20
    let scaling = SpectralKernel(name: "scaling") { 1.2 * exp(-pow($0 / cut, 4)) }
    return FilterBank([scaling] + scales.map { SpectralKernel.mexicanHat(scale: $0) })
  }

  /// Meyer wavelets: a low pass and `count` - 1 octave bands up to the largest eigenvalue, tight with bound 1
  /// (Leonardi and Van De Ville 2011).
  public static func meyer(count: Int = 5, largestEigenvalue: Double) -> FilterBank {
    guard count >= 2 else { fatalError("FilterBank.meyer: \(count) kernels, at least 2 were expected") }
    // The band of scale s rises over 1/3...2/3 and falls over 2/3...4/3 of 2 / s; the narrowest reaches the end.
    let top = 4.0 / (3 * largestEigenvalue)
    let scales = (0..<count - 1).map { top * pow(2, Double(count - 2 - $0)) }
    let lowPass = SpectralKernel(name: "Meyer scaling") { meyerLowPass(scales[0] * $0) }
    // The highest band does not fall again: nothing lies above it.
    let bands = scales.enumerated().map { index, scale in
      SpectralKernel(name: "Meyer(scale = \(scale))") { value in
        meyerBand(scale * value, falls: index < scales.count - 1)
      }
    }
    return FilterBank([lowPass] + bands)
  }

  /// `count` translates of a half cosine over the interval 0...largest, tight with bound 1 for count of 3 or more: each
  /// overlaps its neighbours by half (Shuman et al. 2015, "Spectrum-adapted tight graph wavelet frames").
  public static func halfCosine(count: Int = 6, largestEigenvalue: Double) -> FilterBank {
    let spacing = largestEigenvalue / Double(max(1, count - 1))
    return FilterBank(
      (0..<count).map { index in
        SpectralKernel(name: "half cosine \(index)") { value in
          let distance = abs(value - Double(index) * spacing) / spacing
          // sin^2 + cos^2 of neighbours make 1.
          return distance < 1 ? cos(.pi / 2 * distance) : 0
        }
      })
  }

  /// Meyer's auxiliary polynomial, from 0 to 1 with three flat derivatives at both ends.
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
  /// The bands of a signal: one filtered signal a kernel, `[nodes, kernels]`.
  ///
  /// Small graphs use the full spectrum, large ones Chebyshev polynomials, all kernels for the products of one.
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

  /// The adjoint of ``analyze(_:_:options:)``: the sum over the kernels of kernel(L) applied to its band.
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

  /// The signal whose bands come nearest to these: the pseudo-inverse of the analysis, S(L)^-1 after the synthesis. The
  /// signal itself where the bands are its own.
  /// - Throws: ``SpectralError/unavailable(_:)`` where the lower frame bound is 0: the bands do not determine a signal.
  public func inverse(_ bands: GraphSignals, _ bank: FilterBank, options: FilterOptions = FilterOptions())
    throws(SpectralError) -> [Double]
  {
    let frame = bank.bounds(over: eigenvalueBounds)
    guard frame.lower > 1e-10 * frame.upper else {
      throw .unavailable(
        "the filter bank leaves part of the spectrum out, its bands do not determine a signal")
    }
    let sum = try synthesize(bands, bank, options: options)
    let dual = SpectralKernel(name: "dual") { 1 / bank.energy(at: $0) }
    return try filter(GraphSignals(sum), dual, options: options).signals.column(0)
  }
}
