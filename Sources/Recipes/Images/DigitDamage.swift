package import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What can happen to pictures `[count, 1, height, width]` of numbers 0...1.
package enum DigitDamage {
  /// Normal noise of this deviation on every pixel, which may leave 0...1.
  case noise(deviation: Double)
  /// A black square of so many rows and columns, anywhere in the picture.
  case occlusion(side: Int)

  /// Damages every picture for itself; `stream` decides how.
  package func callAsFunction(_ images: Tensor, _ stream: RandomStream) -> Tensor {
    switch self {
    case .noise(let deviation):
      return images + stream.normal(images.shape, deviation: deviation)
    case .occlusion(let side):
      let (height, width) = (images.shape[2], images.shape[3])
      var result = images
      unsafe result.withUnsafeMutableBufferPointer { pixels in
        for number in 0..<images.shape[0] {
          let top = stream.integer(below: height - side + 1, at: UInt64(2 * number))
          let left = stream.integer(below: width - side + 1, at: UInt64(2 * number + 1))
          for row in top..<top + side {
            for column in left..<left + side { unsafe pixels[(number * height + row) * width + column] = 0 }
          }
        }
      }
      return result
    }
  }
}

extension Tensor {
  /// The mean of the squared differences of all pixels of all pictures.
  package func meanSquaredError(to other: Tensor) -> Double {
    (self - other).squareSum() / Double(count)
  }

  /// How much noise there is in pictures 0...1 (peak signal-to-noise ratio), 10 log10(1 / MSE) decibels, of one MSE over all of them.
  package func signalToNoise(to clean: Tensor) -> Double { -10 * log10(meanSquaredError(to: clean)) }
}
