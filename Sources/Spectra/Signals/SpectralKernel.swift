// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The frequency response of a filter: a function of the eigenvalues of a Laplacian.
public struct SpectralKernel: Sendable {
  /// A name for reports, such as `heat(t = 2)`.
  public let name: String
  /// The eigenvalues at which the function jumps. Polynomials approximate it poorly there.
  public let jumps: [Double]
  /// Whether the function is constant between its jumps.
  let isPiecewiseConstant: Bool
  /// The distance within which an eigenvalue counts as being at a jump.
  static let edge = 1e-9
  private let function: @Sendable (Double) -> Double

  /// Creates a custom kernel.
  /// - Parameters:
  ///   - name: A name for reports.
  ///   - jumps: The points at which the function is not continuous.
  ///   - function: Returns the response at an eigenvalue.
  public init(name: String, jumps: [Double] = [], _ function: @escaping @Sendable (Double) -> Double) {
    self.init(name, jumps, isPiecewiseConstant: false, function)
  }

  private init(
    _ name: String, _ jumps: [Double], isPiecewiseConstant: Bool,
    _ function: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.jumps = jumps
    self.isPiecewiseConstant = isPiecewiseConstant
    self.function = function
  }

  /// Returns the response at an eigenvalue.
  public func callAsFunction(_ eigenvalue: Double) -> Double { function(eigenvalue) }
}

extension SpectralKernel {
  /// Returns the heat kernel exp(-t lambda), the diffusion of heat over the time t.
  public static func heat(_ time: Double) -> SpectralKernel {
    SpectralKernel(name: "heat(t = \(time))") { exp(-time * $0) }
  }

  /// Returns the kernel 1 / (1 + strength lambda), which minimizes |y - x|^2 + strength y^T L y.
  public static func tikhonov(_ strength: Double) -> SpectralKernel {
    SpectralKernel(name: "tikhonov(strength = \(strength))") { 1 / (1 + strength * $0) }
  }

  /// Returns a kernel that is 1 below the cut and 0 elsewhere. An eigenvalue within 1e-9 of the cut is
  /// removed.
  public static func lowPass(below cut: Double) -> SpectralKernel {
    SpectralKernel("lowpass(below \(cut))", [cut], isPiecewiseConstant: true) { $0 < cut - edge ? 1 : 0 }
  }

  /// Returns a kernel that is 1 above the cut and 0 elsewhere. An eigenvalue within 1e-9 of the cut is
  /// removed.
  public static func highPass(above cut: Double) -> SpectralKernel {
    SpectralKernel("highpass(above \(cut))", [cut], isPiecewiseConstant: true) { $0 > cut + edge ? 1 : 0 }
  }

  /// Returns a kernel that is 1 on the band and 0 elsewhere. Eigenvalues within 1e-9 of its ends are
  /// included.
  public static func bandPass(_ band: ClosedRange<Double>) -> SpectralKernel {
    SpectralKernel(
      "bandpass(\(band.lowerBound) to \(band.upperBound))", [band.lowerBound, band.upperBound],
      isPiecewiseConstant: true
    ) { $0 >= band.lowerBound - edge && $0 <= band.upperBound + edge ? 1 : 0 }
  }

  /// Returns a low pass that falls from 1 to 0 over `width` around the cut, as a raised cosine.
  public static func smoothLowPass(below cut: Double, width: Double) -> SpectralKernel {
    SpectralKernel(name: "smooth lowpass(below \(cut), over \(width))") { 1 - rise($0, cut, width) }
  }

  /// Returns a high pass that rises from 0 to 1 over `width` around the cut, as a raised cosine.
  public static func smoothHighPass(above cut: Double, width: Double) -> SpectralKernel {
    SpectralKernel(name: "smooth highpass(above \(cut), over \(width))") { rise($0, cut, width) }
  }

  /// Returns a band pass with raised-cosine flanks of `width`.
  public static func smoothBandPass(_ band: ClosedRange<Double>, width: Double) -> SpectralKernel {
    SpectralKernel(name: "smooth bandpass(\(band.lowerBound) to \(band.upperBound), over \(width))") {
      rise($0, band.lowerBound, width) * (1 - rise($0, band.upperBound, width))
    }
  }

  /// Returns the Mexican-hat wavelet s lambda exp(1 - s lambda) of scale s, with its maximum 1 at
  /// lambda = 1 / s. It is the kernel of Hammond, Vandergheynst and Gribonval (2011) with the Laplacian
  /// instead of the squared frequency.
  public static func mexicanHat(scale: Double) -> SpectralKernel {
    SpectralKernel(name: "wavelet(scale = \(scale))") { scale * $0 * exp(1 - scale * $0) }
  }

  /// Returns a function that rises from 0 to 1 like (1 - cos) / 2 over `width` around `middle`.
  private static func rise(_ value: Double, _ middle: Double, _ width: Double) -> Double {
    guard width > 0 else { return value >= middle ? 1 : 0 }
    let position = min(1, max(0, (value - middle) / width + 0.5))
    return (1 - cos(.pi * position)) / 2
  }
}
