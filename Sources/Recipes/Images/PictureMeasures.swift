// SPDX-License-Identifier: Apache-2.0

package import Images

/// Measures of images.
extension PixelImage {
  /// The mean over all colours of all pixels, in 0...1.
  package var meanBrightness: Double { Double(bytes.reduce(0) { $0 + Int($1) }) / Double(255 * bytes.count) }

  /// The sharpness of the image: the variance of its Laplacian, the four neighbours minus four times the
  /// pixel, over all pixels with four neighbours (Pech-Pacheco et al. 2000).
  package var laplacianVariance: Double {
    var (count, sum, squares) = (0, 0.0, 0.0)
    forEachInside { row, column, color in
      let value = Double(
        at(row - 1, column, color) + at(row + 1, column, color) + at(row, column - 1, color)
          + at(row, column + 1, color) - 4 * at(row, column, color))
      count += 1
      sum += value
      squares += value * value
    }
    let mean = sum / Double(max(1, count))
    return (squares / Double(max(1, count)) - mean * mean) / (255 * 255)
  }

  /// The total variation of the image: the mean absolute difference of horizontal and vertical
  /// neighbours (Rudin, Osher and Fatemi 1992), in 0...1.
  package var totalVariation: Double {
    var (count, sum) = (0, 0)
    for row in 0..<height {
      for column in 0..<width {
        for color in 0..<colors.rawValue {
          if column + 1 < width {
            sum += abs(at(row, column, color) - at(row, column + 1, color))
            count += 1
          }
          if row + 1 < height {
            sum += abs(at(row, column, color) - at(row + 1, column, color))
            count += 1
          }
        }
      }
    }
    return Double(sum) / Double(255 * max(1, count))
  }

  /// Returns the number of values that are equal to those of the same colour in all eight neighbours,
  /// and the values of `other`, an image of the same size, at these places.
  package func flatPlaces(in other: PixelImage) -> (count: Int, values: Set<UInt8>) {
    var (count, values) = (0, Set<UInt8>())
    forEachInside { row, column, color in
      let here = at(row, column, color)
      let isFlat = (-1...1).allSatisfy { y in
        (-1...1).allSatisfy { at(row + y, column + $0, color) == here }
      }
      guard isFlat else { return }
      count += 1
      values.insert(other.bytes[offset(row: row, column: column) + color])
    }
    return (count, values)
  }

  private func at(_ row: Int, _ column: Int, _ color: Int) -> Int {
    Int(bytes[offset(row: row, column: column) + color])
  }

  private func forEachInside(_ body: (_ row: Int, _ column: Int, _ color: Int) -> Void) {
    guard width > 2 && height > 2 else { return }
    for row in 1..<height - 1 {
      for column in 1..<width - 1 {
        for color in 0..<colors.rawValue { body(row, column, color) }
      }
    }
  }
}
