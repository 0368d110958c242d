internal import CGraphKernels

/// The windows of a pooling, one for each row and column of the output.
package struct PoolingWindows: Sendable {
  package let size: Extent2D
  package let outputSize: Extent2D
  private let rows: SharedBuffer<gnk_window_t>
  private let columns: SharedBuffer<gnk_window_t>
  private let halves: Bool
  /// Whether the one window is the whole image.
  fileprivate let isWhole: Bool

  /// Windows of `kernel` that move by `stride` over an image with `padding` around it. Padding counts in means where
  /// `countingPadding` says so, as in PyTorch; maxima never see it. With `ceilMode` there is a last window for what the others leave
  /// over, if it begins before the padding at the end.
  package init(
    size: Extent2D, kernel: Extent2D, stride: Extent2D, padding: Extent2D, ceilMode: Bool,
    countingPadding: Bool, shape: Shape
  ) {
    guard min(kernel.height, kernel.width, stride.height, stride.width) >= 1,
      padding.height >= 0 && padding.width >= 0,
      2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width
    else {
      fatalError(
        "Pooling: kernel \(kernel) and stride \(stride) must be at least 1, padding \(padding) at most half the kernel"
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
        "the image is empty, or the window of \(kernel) larger than it is with padding \(padding)")
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

  /// Windows that divide an image into `output` parts of about the same size, of which neighbours may share a row or column.
  package init(size: Extent2D, output: Extent2D, shape: Shape) {
    guard min(output.height, output.width, size.height, size.width) >= 1 else {
      shapeFailure("pooling", [shape], "the image is empty, or an output of \(output) is wanted")
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

  /// The largest number of every window, and where in its plane it stands first.
  package func maximumPooled(_ windows: PoolingWindows) -> (output: Tensor, places: SharedBuffer<Int32>) {
    guard shape[2] * shape[3] <= Int(Int32.max) else {
      shapeFailure("pooling", [shape], "an image may have \(Int32.max) pixels at most")
    }
    let output = Tensor(uninitialized: pooledShape(windows))
    let places = unsafe SharedBuffer<Int32>(count: output.count) { places in
      guard let start = places.baseAddress else { return }
      forEachPlaneRange { range in
        unsafe gnk_maximum_pool(
          windows.kernel, pointer, output.ownedPointer, start, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
    return (output, places)
  }

  /// The gradient of ``maximumPooled(_:)`` for an input of `shape`.
  package static func maximumPoolGradient(
    _ windows: PoolingWindows, places: SharedBuffer<Int32>, shape: Shape, by g: Tensor
  ) -> Tensor {
    let result = Tensor(uninitialized: shape)
    result.forEachPlaneRange { range in
      unsafe gnk_maximum_pool_gradient(
        windows.kernel, places.pointer, g.pointer, result.ownedPointer, Int64(range.lowerBound),
        Int64(range.upperBound))
    }
    return result
  }

  /// The mean of every window.
  package func averagePooled(_ windows: PoolingWindows) -> Tensor {
    if windows.isWhole { return planeMoments().means.reshaped(pooledShape(windows)) }
    let result = Tensor(uninitialized: pooledShape(windows))
    forEachPlaneRange { range in
      unsafe gnk_average_pool(
        windows.kernel, pointer, result.ownedPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }

  /// The gradient of ``averagePooled(_:)`` for an input of `shape`.
  package static func averagePoolGradient(_ windows: PoolingWindows, shape: Shape, by g: Tensor) -> Tensor {
    let result = Tensor(uninitialized: shape)
    result.forEachPlaneRange { range in
      unsafe gnk_average_pool_gradient(
        windows.kernel, g.pointer, result.ownedPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }
}
