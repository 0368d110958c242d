// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// The positions and weights that resample images from one size to another.
package struct Resampling: Sendable {
  package let size: Extent2D
  package let outputSize: Extent2D
  private let rows: SharedBuffer<gnk_mixture_t>
  private let columns: SharedBuffer<gnk_mixture_t>

  /// The interpolation method.
  package enum Mode: Sendable {
    /// The pixel that covers the position.
    case nearest
    /// Linear interpolation between the four pixels around the position. Pixels are squares, so
    /// positions beyond the centres of the outer pixels take the outer pixels (PyTorch's
    /// `align_corners=False`).
    case bilinear
  }

  /// Creates a resampling from `size` to `outputSize`.
  package init(size: Extent2D, outputSize: Extent2D, mode: Mode) {
    func mixtures(_ size: Int, _ count: Int) -> SharedBuffer<gnk_mixture_t> {
      SharedBuffer(
        (0..<count).map { index in
          if mode == .nearest {
            let place = Int32(index * size / count)
            return gnk_mixture_t(first: place, second: place, share: 0)
          }
          let place = max(0, (Double(index) + 0.5) * Double(size) / Double(count) - 0.5)
          let first = min(Int(place), size - 1)
          return gnk_mixture_t(
            first: Int32(first), second: Int32(min(first + 1, size - 1)), share: Float(place - Double(first)))
        })
    }
    self.size = size
    self.outputSize = outputSize
    rows = mixtures(size.height, outputSize.height)
    columns = mixtures(size.width, outputSize.width)
  }

  fileprivate var kernel: gnk_resampling_t {
    unsafe gnk_resampling_t(
      height: Int64(size.height), width: Int64(size.width), outputHeight: Int64(outputSize.height),
      outputWidth: Int64(outputSize.width), rows: rows.pointer, columns: columns.pointer)
  }
}

extension Tensor {
  /// Returns the images `[batch, channels, height, width]` resampled.
  package func resampled(_ resampling: Resampling) -> Tensor {
    var result = Tensor(
      uninitialized: [shape[0], shape[1], resampling.outputSize.height, resampling.outputSize.width])
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(shape[0] * shape[1], grain: 4, nanoseconds: result.count * 2) { range in
      unsafe gnk_resample(
        resampling.kernel, pointer, resultPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }

  /// Returns the gradient of ``resampled(_:)`` for an input of `shape`.
  package static func resamplingGradient(_ resampling: Resampling, shape: Shape, by g: Tensor) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(shape[0] * shape[1], grain: 4, nanoseconds: g.count * 3) { range in
      unsafe gnk_resample_gradient(
        resampling.kernel, g.pointer, resultPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }

  /// Returns the images with `margins` of zeros around them. Negative margins cut off rows and columns.
  package func framed(_ margins: Margins) -> Tensor {
    let (height, width) = (shape[2] + margins.top + margins.bottom, shape[3] + margins.left + margins.right)
    var result = Tensor(zeros: [shape[0], shape[1], height, width])
    let target = unsafe result.uniquePointer()
    let rows = max(0, -margins.top)..<max(max(0, -margins.top), min(shape[2], shape[2] + margins.bottom))
    let (first, last) = (max(0, -margins.left), min(shape[3], shape[3] + margins.right))
    guard first < last else { return result }
    Parallelism.forEachRange(shape[0] * shape[1], grain: 8, nanoseconds: count / 2) { range in
      for plane in range {
        for row in rows {
          unsafe (target + (plane * height + row + margins.top) * width + first + margins.left).update(
            from: pointer + (plane * shape[2] + row) * shape[3] + first, count: last - first)
        }
      }
    }
    return result
  }
}
