// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// The pixels beyond the edges of an image that a filter uses.
public enum ImageBorder: Sendable, Hashable {
  /// The nearest pixel of the image: `aaa|abcd|ddd`.
  case replicated
  /// The image mirrored at its edge pixels: `dcb|abcd|cba`.
  case reflected
  /// The opposite side of the image: `bcd|abcd|abc`.
  case wrapped
  /// A constant shade from 0 (black) to 1 (white): `kkk|abcd|kkk`.
  case constant(Float)

  /// Returns the place in 0..<count that a place outside stands for, or nil for the constant.
  func place(_ place: Int, of count: Int) -> Int? {
    if place >= 0 && place < count { return place }
    switch self {
    case .replicated: return min(max(place, 0), count - 1)
    case .reflected:
      guard count > 1 else { return 0 }
      let period = 2 * (count - 1)
      let inside = ((place % period) + period) % period
      return inside < count ? inside : period - inside
    case .wrapped: return ((place % count) + count) % count
    case .constant: return nil
    }
  }

  var shade: Float { if case .constant(let shade) = self { shade } else { 0 } }
}

/// A square of coefficients that a pixel and its neighbours are multiplied by.
public struct ImageKernel: Sendable, Hashable {
  /// The coefficients, row by row.
  public let coefficients: [Float]
  /// The number of rows and columns.
  public let side: Int

  /// Creates a kernel from its coefficients, row by row. Traps if their number is not the square of an odd
  /// number.
  public init(_ coefficients: [Float]) {
    let side = Int(Float(coefficients.count).squareRoot().rounded())
    guard side * side == coefficients.count && side % 2 == 1 else {
      fatalError("ImageKernel: \(coefficients.count) coefficients; expected the square of an odd number")
    }
    self.coefficients = coefficients
    self.side = side
  }

  /// The sum of the coefficients: 1 keeps the brightness, 0 makes plain areas black.
  public var sum: Float { coefficients.reduce(0, +) }

  /// A blur: the mean of the square around each pixel. Traps if `side` is even or below 1.
  public static func box(side: Int = 3) -> ImageKernel {
    ImageKernel([Float](repeating: 1 / Float(side * side), count: side * side))
  }
  /// The 3 x 3 binomial blur, `(1 2 1; 2 4 2; 1 2 1) / 16`: each coefficient is below 1 and their sum is 1.
  public static let blur = ImageKernel([1, 2, 1, 2, 4, 2, 1, 2, 1].map { $0 / 16 })
  /// The 5 x 5 binomial blur, which is close to a Gaussian of standard deviation 1.
  public static let wideBlur = ImageKernel(
    [1, 4, 6, 4, 1, 4, 16, 24, 16, 4, 6, 24, 36, 24, 6, 4, 16, 24, 16, 4, 1, 4, 6, 4, 1].map { $0 / 256 })
  /// The image minus its Laplacian, `(0 -1 0; -1 5 -1; 0 -1 0)`: the centre is above 1, and the absolute sum
  /// of the others is less than the centre.
  public static let sharpen = ImageKernel([0, -1, 0, -1, 5, -1, 0, -1, 0])
  /// The slope from the upper left, `(-1 -1 0; -1 0 1; 0 1 1)`, whose sum is 0: plain areas become 0.
  public static let emboss = ImageKernel([-1, -1, 0, -1, 0, 1, 0, 1, 1])
}

/// A filter that creates an image from an image: a kernel, a median or several filters in sequence.
///
/// ```swift
/// let painted = try ImageFilter.watercolor(PixelImage(contentsOf: "photo.jpg"))
/// ```
public enum ImageFilter: Sendable {
  /// Correlates each colour with a kernel, `y = sum of k_ij x_ij + offset` for colours in 0...1, and limits
  /// the result to 0...1.
  case kernel(ImageKernel, offset: Float = 0, border: ImageBorder = .replicated)
  /// Replaces each colour of a pixel by the median in the surrounding square with this odd number of rows
  /// and columns; edge pixels are repeated.
  case median(side: Int)
  /// Applies filters one after the other.
  indirect case chain([ImageFilter])

  /// The 3 x 3 blur.
  public static let blur = kernel(.blur)
  /// The image minus its Laplacian.
  public static let sharpen = kernel(.sharpen)
  /// A relief that is lit from the upper left: the slope around middle grey.
  public static let emboss = kernel(.emboss, offset: 128 / 255)
  /// The median of 25 neighbours, then sharpening: patches of one colour with clear edges.
  public static let watercolor = chain([median(side: 5), sharpen])

  /// Returns the filtered image. Traps if the side of a median is even or below 1.
  public func callAsFunction(_ image: PixelImage) -> PixelImage {
    guard image.width > 0 && image.height > 0 else { return image }
    switch self {
    case .kernel(let kernel, let offset, let border):
      return image.correlated(with: kernel, offset: offset, border: border)
    case .median(let side): return image.medians(side: side)
    case .chain(let filters): return filters.reduce(image) { $1($0) }
    }
  }
}

extension PixelImage {
  fileprivate func correlated(with kernel: ImageKernel, offset: Float, border: ImageBorder) -> PixelImage {
    let (side, reach, depth) = (kernel.side, kernel.side / 2, colors.rawValue)
    // The places of the rows and columns that a window around each row and column covers.
    let rows = (-reach..<height + reach).map { border.place($0, of: height) }
    let columns = (-reach..<width + reach).map { border.place($0, of: width).map { $0 * depth } }
    let (coefficients, outside) = (kernel.coefficients, border.shade * 255)
    var result = self
    unsafe bytes.withUnsafeBufferPointer { source in
      unsafe result.bytes.withUnsafeMutableBufferPointer { target in
        Parallelism.forEachRange(height, grain: 8, nanoseconds: bytes.count * side * side) { range in
          for row in range {
            for column in 0..<width {
              for color in 0..<depth {
                var sum: Float = 0
                for y in 0..<side {
                  let line = rows[row + y].map { $0 * width * depth }
                  for x in 0..<side {
                    let coefficient = coefficients[y * side + x]
                    if let line, let place = columns[column + x] {
                      sum += unsafe coefficient * Float(source[line + place + color])
                    } else {
                      sum += coefficient * outside
                    }
                  }
                }
                unsafe target[(row * width + column) * depth + color] = Self.byte(sum / 255 + offset)
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Returns the image with the median of each colour around each pixel, computed with a histogram of the
  /// window that loses one column and gains one at each step (Huang, Yang and Tang 1979).
  fileprivate func medians(side: Int) -> PixelImage {
    guard side >= 1 && side % 2 == 1 else {
      fatalError("ImageFilter.median: side is \(side); expected an odd number of at least 1")
    }
    let (reach, middle, depth) = (side / 2, side * side / 2, colors.rawValue)
    var result = self
    unsafe result.bytes.withUnsafeMutableBufferPointer { target in
      Parallelism.forEachRange(height, grain: 8, nanoseconds: bytes.count * 100) { rows in
        for row in rows {
          let window = (row - reach...row + reach).map { min(max($0, 0), height - 1) }
          for color in 0..<depth {
            var histogram = [Int](repeating: 0, count: 256)
            func add(_ column: Int, _ change: Int) {
              let column = min(max(column, 0), width - 1)
              for row in window { histogram[Int(bytes[offset(row: row, column: column) + color])] += change }
            }
            for column in -reach..<reach { add(column, 1) }
            for column in 0..<width {
              add(column + reach, 1)
              var (value, seen) = (0, histogram[0])
              while seen <= middle {
                value += 1
                seen += histogram[value]
              }
              unsafe target[offset(row: row, column: column) + color] = UInt8(value)
              add(column - reach, -1)
            }
          }
        }
      }
    }
    return result
  }
}
