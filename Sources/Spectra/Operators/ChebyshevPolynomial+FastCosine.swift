// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension ChebyshevPolynomial {
  /// Returns the first `points` coefficients of the expansion of a function on `interval`, computed from
  /// as many Chebyshev points. `points` must be a power of two.
  ///
  /// The sums are those of ``init(degree:interval:of:)``, computed by a fast Fourier transform in the
  /// order of Makhoul (1980, "A fast cosine transform in one and two dimensions").
  static func coefficients(
    points: Int, interval: ClosedRange<Double>, of function: (Double) -> Double
  ) -> [Double] {
    let middle = (interval.lowerBound + interval.upperBound) / 2
    let half = (interval.upperBound - interval.lowerBound) / 2
    var real = [Double](repeating: 0, count: points)
    var imaginary = real
    for point in 0..<points {
      // Even points ascend from the front, odd points descend from the end.
      let place = point % 2 == 0 ? point / 2 : points - 1 - point / 2
      real[place] = function(middle + half * cos((Double(point) + 0.5) * .pi / Double(points)))
    }
    transform(&real, &imaginary)
    return (0..<points).map { order in
      let angle = Double(order) * .pi / Double(2 * points)
      let sum = real[order] * cos(angle) + imaginary[order] * sin(angle)
      return sum * (order == 0 ? 1 : 2) / Double(points)
    }
  }

  /// Computes the discrete Fourier transform in place by repeated halving (Cooley and Tukey 1965). The
  /// count must be a power of two.
  private static func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
    let count = real.count
    var reversed = 0
    for index in 1..<max(1, count) {
      var bit = count >> 1
      while reversed & bit != 0 {
        reversed ^= bit
        bit >>= 1
      }
      reversed |= bit
      if index < reversed {
        real.swapAt(index, reversed)
        imaginary.swapAt(index, reversed)
      }
    }
    var length = 2
    while length <= count {
      let turns = (0..<length / 2).map { step -> (Double, Double) in
        let angle = -2 * Double.pi * Double(step) / Double(length)
        return (cos(angle), sin(angle))
      }
      for start in stride(from: 0, to: count, by: length) {
        for (step, turn) in turns.enumerated() {
          let (low, high) = (start + step, start + step + length / 2)
          let turnedReal = real[high] * turn.0 - imaginary[high] * turn.1
          let turnedImaginary = real[high] * turn.1 + imaginary[high] * turn.0
          (real[high], imaginary[high]) = (real[low] - turnedReal, imaginary[low] - turnedImaginary)
          (real[low], imaginary[low]) = (real[low] + turnedReal, imaginary[low] + turnedImaginary)
        }
      }
      length *= 2
    }
  }
}
