// SPDX-License-Identifier: Apache-2.0

package import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Damage to images `[count, 1, height, width]` with numbers in 0...1.
package enum DigitDamage {
  /// Normal noise with this standard deviation on each pixel. The results may be outside 0...1.
  case noise(deviation: Double)
  /// A black square with this number of rows and columns, anywhere in the image.
  case occlusion(side: Int)

  /// Damages each image independently; `stream` determines how.
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
  /// Returns the mean of the squared differences over all pixels of all images.
  package func meanSquaredError(to other: Tensor) -> Double {
    (self - other).squareSum() / Double(count)
  }

  /// Returns the peak signal-to-noise ratio of images with numbers in 0...1, 10 log10(1 / MSE) decibels,
  /// with one MSE over all images.
  package func signalToNoise(to clean: Tensor) -> Double { -10 * log10(meanSquaredError(to: clean)) }
}
