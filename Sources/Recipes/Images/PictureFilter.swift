// SPDX-License-Identifier: Apache-2.0

internal import Autograd
package import Plots
internal import TensorCore

/// A filter that creates an image from an image: a convolution with a kernel, a median or several
/// filters in sequence.
///
/// Beyond the edges of an image its edge pixels are repeated.
package enum PictureFilter {
  /// Convolves (strictly: correlates) each colour with a square kernel and adds an offset.
  case kernel([Float], offset: Float = 0)
  /// Replaces each colour of a pixel by the median in the surrounding square with this number of rows
  /// and columns.
  case median(side: Int)
  /// Applies filters one after the other.
  indirect case chain([PictureFilter])

  /// The 5 x 5 binomial kernel, which is close to a Gaussian of standard deviation 1.
  package static let blur = kernel(
    [
      1, 4, 6, 4, 1, 4, 16, 24, 16, 4, 6, 24, 36, 24, 6, 4, 16, 24, 16, 4, 1, 4, 6, 4, 1,
    ].map { $0 / 256 })
  /// The image minus its Laplacian.
  package static let sharpen = kernel([0, -1, 0, -1, 5, -1, 0, -1, 0])
  /// The slope from the upper left, around middle grey: it looks like a relief that is lit from there.
  package static let emboss = kernel([-1, -1, 0, -1, 0, 1, 0, 1, 1], offset: 128 / 255)
  /// Blur, 5 x 5 median and sharpening, which give patches of one colour with clear edges.
  package static let watercolor = chain([blur, median(side: 5), sharpen])

  /// Returns the filtered image.
  package func callAsFunction(_ picture: PixelImage) -> PixelImage {
    switch self {
    case .kernel(let kernel, let offset): picture.convolved(with: kernel, offset: offset)
    case .median(let side): picture.medians(side: side)
    case .chain(let filters): filters.reduce(picture) { $1($0) }
    }
  }
}

extension PixelImage {
  /// Returns the colours as planes `[1, colours, height + 2 margin, width + 2 margin]` of numbers in
  /// 0...1.
  func planes(margin: Int) -> Tensor {
    let (rows, columns, depth) = (height + 2 * margin, width + 2 * margin, colors.rawValue)
    return unsafe Tensor(shape: [1, depth, rows, columns]) { target in
      for color in 0..<depth {
        for row in 0..<rows {
          let source = min(max(row - margin, 0), height - 1)
          for column in 0..<columns {
            let place = offset(row: source, column: min(max(column - margin, 0), width - 1)) + color
            unsafe target[(color * rows + row) * columns + column] = Float(bytes[place]) / 255
          }
        }
      }
    }
  }

  /// Returns the image with each colour correlated with a square kernel of odd side.
  fileprivate func convolved(with kernel: [Float], offset: Float) -> PixelImage {
    let side = Int(Float(kernel.count).squareRoot())
    let depth = colors.rawValue
    let kernels = Tensor(
      [[Float]](repeating: kernel, count: depth).flatMap { $0 }, shape: [depth, 1, side, side])
    let output = Variable(planes(margin: side / 2)).convolved(
      with: Variable(kernels), bias: Variable(Tensor(repeating: offset, shape: [depth])),
      ConvolutionGeometry(groups: depth)
    ).value
    var result = self
    unsafe output.withUnsafeBufferPointer { values in
      for color in 0..<depth {
        for pixel in 0..<width * height {
          result.bytes[pixel * depth + color] = unsafe Self.byte(values[color * width * height + pixel])
        }
      }
    }
    return result
  }

  /// Returns the image with the median of each colour around each pixel, computed with a histogram of
  /// the window that loses one column and gains one at each step (Huang, Yang and Tang 1979).
  fileprivate func medians(side: Int) -> PixelImage {
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
