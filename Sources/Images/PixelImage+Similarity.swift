// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Measures of how similar two images of the same size and channels are. Each traps if they differ in these.
extension PixelImage {
  /// Returns the mean squared error over all colours of all pixels, for colours in 0...1.
  public func meanSquaredError(to other: PixelImage) -> Double {
    requireSameForm(as: other, "meanSquaredError")
    let sum = zip(bytes, other.bytes).reduce(0) { sum, pair in
      let difference = Int(pair.0) - Int(pair.1)
      return sum + difference * difference
    }
    return Double(sum) / (255 * 255 * Double(bytes.count))
  }

  /// Returns the peak signal-to-noise ratio in decibels, `10 log10(1 / MSE)`; infinity for equal images.
  public func peakSignalToNoise(to other: PixelImage) -> Double {
    -10 * log10(meanSquaredError(to: other))
  }

  /// Returns the structural similarity, 1 for equal images (Wang, Bovik, Sheikh and Simoncelli 2004): the
  /// mean over all 11 x 11 windows within the images, weighted by a Gaussian of standard deviation 1.5, of
  /// `(2 m m' + C1)(2 cov + C2) / ((m^2 + m'^2 + C1)(v + v' + C2))` with C1 = 0.01^2 and C2 = 0.03^2 for
  /// colours in 0...1, and over the colours. Traps if a side is below 11.
  public func structuralSimilarity(to other: PixelImage) -> Double {
    requireSameForm(as: other, "structuralSimilarity")
    guard width >= 11 && height >= 11 else {
      fatalError("structuralSimilarity: \(width) x \(height) pixels; expected at least 11 x 11")
    }
    let weights = (-5...5).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
    let total = weights.reduce(0, +)
    let window = weights.map { $0 / total }
    let depth = colors.rawValue
    var sum = 0.0
    for color in 0..<depth {
      let one = stride(from: color, to: bytes.count, by: depth).map { Double(bytes[$0]) / 255 }
      let two = stride(from: color, to: bytes.count, by: depth).map { Double(other.bytes[$0]) / 255 }
      let (m1, m2) = (smoothed(one, window), smoothed(two, window))
      let s11 = smoothed(zip(one, one).map { $0 * $1 }, window)
      let s22 = smoothed(zip(two, two).map { $0 * $1 }, window)
      let s12 = smoothed(zip(one, two).map { $0 * $1 }, window)
      let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
      for place in m1.indices {
        let (a, b) = (m1[place], m2[place])
        let (v1, v2, covariance) = (s11[place] - a * a, s22[place] - b * b, s12[place] - a * b)
        sum += (2 * a * b + c1) * (2 * covariance + c2) / ((a * a + b * b + c1) * (v1 + v2 + c2))
      }
    }
    return sum / Double(depth * (width - 10) * (height - 10))
  }

  /// Returns the weighted means of all windows within the image.
  private func smoothed(_ values: [Double], _ window: [Double]) -> [Double] {
    let (reach, columns, rows) = (window.count - 1, width - window.count + 1, height - window.count + 1)
    var lines = [Double](repeating: 0, count: height * columns)
    for row in 0..<height {
      for column in 0..<columns {
        lines[row * columns + column] = (0...reach).reduce(0) {
          $0 + window[$1] * values[row * width + column + $1]
        }
      }
    }
    return (0..<rows * columns).map { place in
      (0...reach).reduce(0) { $0 + window[$1] * lines[place + $1 * columns] }
    }
  }
}
