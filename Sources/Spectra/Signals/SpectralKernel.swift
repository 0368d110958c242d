#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A function of the eigenvalues of a Laplacian: the frequency response of a filter.
public struct SpectralKernel: Sendable {
  /// A name for reports, such as `heat(t = 2)`.
  public let name: String
  /// Where the function jumps. A polynomial approximates it badly there.
  public let jumps: [Double]
  /// Whether the function is constant between its jumps.
  let isPiecewiseConstant: Bool
  /// How near an eigenvalue must be to a jump to be taken for one at the jump.
  static let edge = 1e-9
  private let function: @Sendable (Double) -> Double

  /// Creates a kernel of one's own.
  /// - Parameter jumps: where it is not continuous.
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

  /// The response at an eigenvalue.
  public func callAsFunction(_ eigenvalue: Double) -> Double { function(eigenvalue) }
}

extension SpectralKernel {
  /// exp(-t lambda): diffusion of heat for the time t.
  public static func heat(_ time: Double) -> SpectralKernel {
    SpectralKernel(name: "heat(t = \(time))") { exp(-time * $0) }
  }

  /// 1 / (1 + strength lambda): the minimum of |y - x|^2 + strength y^T L y.
  public static func tikhonov(_ strength: Double) -> SpectralKernel {
    SpectralKernel(name: "tikhonov(strength = \(strength))") { 1 / (1 + strength * $0) }
  }

  /// 1 below the cut, else 0. An eigenvalue that equals the cut within 1e-9 is cut off.
  public static func lowPass(below cut: Double) -> SpectralKernel {
    SpectralKernel("lowpass(below \(cut))", [cut], isPiecewiseConstant: true) { $0 < cut - edge ? 1 : 0 }
  }

  /// 1 above the cut, else 0. An eigenvalue that equals the cut within 1e-9 is cut off.
  public static func highPass(above cut: Double) -> SpectralKernel {
    SpectralKernel("highpass(above \(cut))", [cut], isPiecewiseConstant: true) { $0 > cut + edge ? 1 : 0 }
  }

  /// 1 on the band, its ends (within 1e-9) included, else 0.
  public static func bandPass(_ band: ClosedRange<Double>) -> SpectralKernel {
    SpectralKernel(
      "bandpass(\(band.lowerBound) to \(band.upperBound))", [band.lowerBound, band.upperBound],
      isPiecewiseConstant: true
    ) { $0 >= band.lowerBound - edge && $0 <= band.upperBound + edge ? 1 : 0 }
  }

  /// A low pass that falls from 1 to 0 over `width` around the cut like a raised cosine.
  public static func smoothLowPass(below cut: Double, width: Double) -> SpectralKernel {
    SpectralKernel(name: "smooth lowpass(below \(cut), over \(width))") { 1 - rise($0, cut, width) }
  }

  /// A high pass that rises from 0 to 1 over `width` around the cut like a raised cosine.
  public static func smoothHighPass(above cut: Double, width: Double) -> SpectralKernel {
    SpectralKernel(name: "smooth highpass(above \(cut), over \(width))") { rise($0, cut, width) }
  }

  /// A band pass whose flanks are raised cosines of `width`.
  public static func smoothBandPass(_ band: ClosedRange<Double>, width: Double) -> SpectralKernel {
    SpectralKernel(name: "smooth bandpass(\(band.lowerBound) to \(band.upperBound), over \(width))") {
      rise($0, band.lowerBound, width) * (1 - rise($0, band.upperBound, width))
    }
  }

  /// s lambda exp(1 - s lambda): the Mexican-hat wavelet of the scale s, largest, 1, at lambda = 1 / s (the kernel of
  /// Hammond, Vandergheynst and Gribonval 2011 for the Laplacian in the place of the squared frequency).
  public static func mexicanHat(scale: Double) -> SpectralKernel {
    SpectralKernel(name: "wavelet(scale = \(scale))") { scale * $0 * exp(1 - scale * $0) }
  }

  /// From 0 to 1 like (1 - cos) / 2 over `width` around `middle`.
  private static func rise(_ value: Double, _ middle: Double, _ width: Double) -> Double {
    guard width > 0 else { return value >= middle ? 1 : 0 }
    let position = min(1, max(0, (value - middle) / width + 0.5))
    return (1 - cos(.pi * position)) / 2
  }
}
