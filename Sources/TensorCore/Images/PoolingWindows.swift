// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// The windows of a pooling operation, one for each row and column of the output.
package struct PoolingWindows: Sendable {
  package let size: Extent2D
  package let outputSize: Extent2D
  private let rows: SharedBuffer<gnk_window_t>
  private let columns: SharedBuffer<gnk_window_t>
  private let halves: Bool
  /// Whether the only window is the whole image.
  fileprivate let isWhole: Bool

  /// Creates windows of `kernel` that move by `stride` over an image with `padding` around it. Traps if
  /// kernel or stride are below 1, padding exceeds half the kernel, or no window fits.
  ///
  /// With `countingPadding`, padding counts in means, as in PyTorch. Maxima always ignore it. With
  /// `ceilMode`, there is an additional window for the rows and columns left over at the end if it
  /// begins before the padding there.
  package init(
    size: Extent2D, kernel: Extent2D, stride: Extent2D, padding: Extent2D, ceilMode: Bool,
    countingPadding: Bool, shape: Shape
  ) {
    guard min(kernel.height, kernel.width, stride.height, stride.width) >= 1,
      padding.height >= 0 && padding.width >= 0,
      2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width
    else {
      fatalError(
        "Pooling: kernel \(kernel) and stride \(stride) must be at least 1, and padding \(padding) at most half the kernel"
      )
    }
    func count(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
      let free = size + 2 * padding - kernel + (ceilMode ? stride - 1 : 0)
      guard size > 0 && free >= 0 else { return 0 }
      return min(free / stride, (size + padding - 1) / stride) + 1
    }
    outputSize = Extent2D(
      height: count(size.height, kernel.height, stride.height, padding.height),
      width: count(size.width, kernel.width, stride.width, padding.width))
    guard outputSize.height > 0 && outputSize.width > 0 else {
      shapeFailure(
        "pooling", [shape],
        "the image is empty, or the window of \(kernel) is larger than the image with padding \(padding)")
    }
    func windows(_ size: Int, _ count: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> SharedBuffer<
      gnk_window_t
    > {
      SharedBuffer(
        (0..<count).map { index in
          let begin = index * stride - padding
          let (inside, end) = (max(0, begin), min(size, begin + kernel))
          let counted = countingPadding ? min(size + padding, begin + kernel) - begin : end - inside
          return gnk_window_t(begin: Int32(inside), end: Int32(end), count: Int32(counted))
        })
    }
    rows = windows(size.height, outputSize.height, kernel.height, stride.height, padding.height)
    columns = windows(size.width, outputSize.width, kernel.width, stride.width, padding.width)
    self.size = size
    halves =
      kernel == 2 && stride == 2 && padding == 0
      && 2 * outputSize.height <= size.height && 2 * outputSize.width <= size.width
    isWhole = false
  }

  /// Creates windows that divide an image into `output` parts of about equal size. Neighbouring parts
  /// may share a row or column. Traps if the image or `output` is empty.
  package init(size: Extent2D, output: Extent2D, shape: Shape) {
    guard min(output.height, output.width, size.height, size.width) >= 1 else {
      shapeFailure("pooling", [shape], "the image is empty, or the requested output of \(output) is")
    }
    func windows(_ size: Int, _ count: Int) -> SharedBuffer<gnk_window_t> {
      SharedBuffer(
        (0..<count).map { index in
          let (begin, end) = (index * size / count, ((index + 1) * size + count - 1) / count)
          return gnk_window_t(begin: Int32(begin), end: Int32(end), count: Int32(end - begin))
        })
    }
    rows = windows(size.height, output.height)
    columns = windows(size.width, output.width)
    self.size = size
    outputSize = output
    halves = false
    isWhole = output == 1
  }

  fileprivate var kernel: gnk_pooling_t {
    unsafe gnk_pooling_t(
      height: Int64(size.height), width: Int64(size.width), outputHeight: Int64(outputSize.height),
      outputWidth: Int64(outputSize.width), rows: rows.pointer, columns: columns.pointer,
      halves: halves ? 1 : 0)
  }
}

extension Tensor {
  private func forEachPlaneRange(_ body: (Range<Int>) -> Void) {
    let size = shape[2] * shape[3]
    Parallelism.forEachRange(
      shape[0] * shape[1], grain: max(1, 16_384 / max(1, size)), nanoseconds: count, body)
  }

  private func pooledShape(_ windows: PoolingWindows) -> Shape {
    [shape[0], shape[1], windows.outputSize.height, windows.outputSize.width]
  }

  /// Returns the maximum of each window and the position of its first occurrence in the plane.
  package func maximumPooled(_ windows: PoolingWindows) -> (output: Tensor, places: SharedBuffer<Int32>) {
    guard shape[2] * shape[3] <= Int(Int32.max) else {
      shapeFailure("pooling", [shape], "an image may have at most \(Int32.max) pixels")
    }
    var output = Tensor(uninitialized: pooledShape(windows))
    let outputPointer = unsafe output.uniquePointer()
    let places = unsafe SharedBuffer<Int32>(count: output.count) { places in
      guard let start = places.baseAddress else { return }
      forEachPlaneRange { range in
        unsafe gnk_maximum_pool(
          windows.kernel, pointer, outputPointer, start, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
    return (output, places)
  }

  /// Returns the gradient of ``maximumPooled(_:)`` for an input of `shape`.
  package static func maximumPoolGradient(
    _ windows: PoolingWindows, places: SharedBuffer<Int32>, shape: Shape, by g: Tensor
  ) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    result.forEachPlaneRange { range in
      unsafe gnk_maximum_pool_gradient(
        windows.kernel, places.pointer, g.pointer, resultPointer, Int64(range.lowerBound),
        Int64(range.upperBound))
    }
    return result
  }

  /// Returns the mean of each window.
  package func averagePooled(_ windows: PoolingWindows) -> Tensor {
    if windows.isWhole { return planeMoments().means.reshaped(pooledShape(windows)) }
    var result = Tensor(uninitialized: pooledShape(windows))
    let resultPointer = unsafe result.uniquePointer()
    forEachPlaneRange { range in
      unsafe gnk_average_pool(
        windows.kernel, pointer, resultPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }

  /// Returns the gradient of ``averagePooled(_:)`` for an input of `shape`.
  package static func averagePoolGradient(_ windows: PoolingWindows, shape: Shape, by g: Tensor) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    result.forEachPlaneRange { range in
      unsafe gnk_average_pool_gradient(
        windows.kernel, g.pointer, resultPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }
}
