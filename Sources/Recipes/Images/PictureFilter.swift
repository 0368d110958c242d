internal import Autograd
package import Plots
internal import TensorCore

/// What makes another picture of a picture: a convolution with a kernel, or a few steps in a row.
///
/// Beyond its edges a picture goes on with the pixels along them.
package enum PictureFilter {
  /// Every colour convolved (strictly: correlated) with a square kernel, plus an offset.
  case kernel([Float], offset: Float = 0)
  /// Every colour of a pixel becomes the median of those around it, in a square of so many rows and columns.
  case median(side: Int)
  /// One after the other.
  indirect case chain([PictureFilter])

  /// The binomial kernel of 5 x 5, close to a Gauss curve of deviation 1.
  package static let blur = kernel(
    [
      1, 4, 6, 4, 1, 4, 16, 24, 16, 4, 6, 24, 36, 24, 6, 4, 16, 24, 16, 4, 1, 4, 6, 4, 1,
    ].map { $0 / 256 })
  /// The picture minus its Laplacian.
  package static let sharpen = kernel([0, -1, 0, -1, 5, -1, 0, -1, 0])
  /// The slope from the upper left, around middle gray: light from there on a relief.
  package static let emboss = kernel([-1, -1, 0, -1, 0, 1, 0, 1, 1], offset: 128 / 255)
  /// Smoothing, the median of 5 x 5, sharpening: patches of one colour with clear edges.
  package static let watercolor = chain([blur, median(side: 5), sharpen])

  /// The new picture.
  package func callAsFunction(_ picture: PixelImage) -> PixelImage {
    switch self {
    case .kernel(let kernel, let offset): picture.convolved(with: kernel, offset: offset)
    case .median(let side): picture.medians(side: side)
    case .chain(let filters): filters.reduce(picture) { $1($0) }
    }
  }
}

extension PixelImage {
  /// The colours as planes `[1, colours, height + 2 margin, width + 2 margin]` of numbers 0...1.
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

  /// Every colour correlated with a square kernel of odd side.
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

  /// Every colour's median around every pixel, by a histogram of the window that loses a column and gains one at every step (Huang, Yang
  /// and Tang 1979).
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
