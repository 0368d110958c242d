// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

extension Tensor {
  /// Returns the sum of all elements, a tensor without axes.
  public func sum() -> Tensor {
    let blockSize = 65_536
    let blocks = (count + blockSize - 1) / blockSize
    if blocks <= 1 { return Tensor(unsafe gnk_sum(pointer, Int64(count))) }
    var partial = Tensor(uninitialized: [blocks])
    let partialPointer = unsafe partial.uniquePointer()
    Parallelism.forEachRange(count, grain: blockSize, nanoseconds: count / 8) { range in
      unsafe partialPointer[range.lowerBound / blockSize] =
        unsafe gnk_sum(pointer + range.lowerBound, Int64(range.count))
    }
    return partial.sum()
  }

  /// Returns the sum of the squares of all elements, in double precision.
  package func squareSum() -> Double { unsafe normSum { unsafe gnk_square_sum($0, $1) } }
  /// Returns the sum of the absolute values of all elements, in double precision.
  package func absoluteSum() -> Double { unsafe normSum { unsafe gnk_absolute_sum($0, $1) } }

  /// Returns the sum of the results of `kernel` for blocks of a fixed size, added up in order.
  private func normSum(_ kernel: (UnsafePointer<Float>, Int64) -> Double) -> Double {
    let blockSize = 65_536
    if count <= blockSize { return unsafe kernel(pointer, Int64(count)) }
    let blocks = (count + blockSize - 1) / blockSize
    var partial = [Double](repeating: 0, count: blocks)
    unsafe partial.withUnsafeMutableBufferPointer { partial in
      Parallelism.forEachRange(count, grain: blockSize, nanoseconds: count / 8) { range in
        unsafe partial[range.lowerBound / blockSize] =
          unsafe kernel(pointer + range.lowerBound, Int64(range.count))
      }
    }
    return partial.reduce(0, +)
  }

  /// Returns the sum over one axis, which is removed, or kept with extent 1 if `keepingDimension` is
  /// true.
  public func sum(axis: Int, keepingDimension: Bool = false) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "sum")
    let outer = shape.product(0..<axis)
    let length = shape[axis]
    let inner = shape.product(axis + 1..<rank)
    var result = Tensor(uninitialized: shape.removing(axis, keepingDimension: keepingDimension))
    let resultPointer = unsafe result.uniquePointer()
    if inner == 1 {
      Parallelism.forEachRange(outer, grain: max(1, 16_384 / max(1, length)), nanoseconds: count / 4) {
        for row in $0 {
          unsafe resultPointer[row] = unsafe gnk_sum(pointer + row * length, Int64(length))
        }
      }
    } else if outer == 1 {
      unsafe columnSums(rows: length, width: inner, into: resultPointer)
    } else {
      Parallelism.forEachRange(outer, grain: 1, nanoseconds: count / 4) {
        for block in $0 {
          unsafe gnk_column_sums(
            pointer + block * length * inner, resultPointer + block * inner, Int64(inner), 0,
            Int64(length))
        }
      }
    }
    return result
  }

  /// Sums the rows in blocks of a fixed size and then the blocks in order, regardless of the number of
  /// threads.
  private func columnSums(rows: Int, width: Int, into target: UnsafeMutablePointer<Float>) {
    let blockSize = 2048
    let blocks = max(1, (rows + blockSize - 1) / blockSize)
    if blocks == 1 {
      unsafe gnk_column_sums(pointer, target, Int64(width), 0, Int64(rows))
      return
    }
    var partial = Tensor(uninitialized: [blocks, width])
    let partialPointer = unsafe partial.uniquePointer()
    Parallelism.forEachRange(rows, grain: blockSize, nanoseconds: rows * width / 4) { range in
      unsafe gnk_column_sums(
        pointer, partialPointer + range.lowerBound / blockSize * width, Int64(width),
        Int64(range.lowerBound), Int64(range.upperBound))
    }
    unsafe gnk_column_sums(partial.pointer, target, Int64(width), 0, Int64(blocks))
  }

  /// Returns the mean of all elements, a tensor without axes. The mean of an empty tensor is NaN.
  public func mean() -> Tensor { sum() * (1 / Float(count)) }

  /// Returns the mean over one axis, which is removed, or kept with extent 1 if `keepingDimension` is
  /// true.
  public func mean(axis: Int, keepingDimension: Bool = false) -> Tensor {
    let resolved = shape.resolved(axis: axis, in: "mean")
    return sum(axis: resolved, keepingDimension: keepingDimension) * (1 / Float(shape[resolved]))
  }

  /// Returns the largest element along one axis and its position there, the first if several are equal.
  /// Traps if the axis is empty.
  public func maximum(axis: Int) -> (values: Tensor, positions: [Int32]) {
    let axis = shape.resolved(axis: axis, in: "maximum")
    let length = shape[axis]
    let inner = shape.product(axis + 1..<rank)
    let outer = shape.product(0..<axis)
    guard length > 0 else { shapeFailure("maximum", [shape], "axis \(axis) is empty and has no maximum") }
    guard length <= Int(Int32.max) else {
      shapeFailure("maximum", [shape], "axis \(axis) may have at most \(Int32.max) elements")
    }
    // The kernel reduces the last axis, so the axis is moved to the end.
    let rows = inner == 1 ? self : reshaped([outer, length, inner]).transposed([0, 2, 1])
    var values = Tensor(uninitialized: shape.removing(axis, keepingDimension: false))
    let valuesPointer = unsafe values.uniquePointer()
    let positions = unsafe [Int32](unsafeUninitializedCapacity: outer * inner) { positions, count in
      count = outer * inner
      guard let positions = positions.baseAddress else { return }
      Parallelism.forEachRange(count, grain: max(1, 8192 / length), nanoseconds: self.count) { range in
        unsafe gnk_row_maxima(
          rows.pointer, Int64(length), valuesPointer, positions, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
    return (values, positions)
  }

  /// Returns the position of the largest element along one axis, the first if several are equal.
  public func argmax(axis: Int) -> [Int32] { maximum(axis: axis).positions }

  /// Returns the sum over the axes that were stretched when `shape` was broadcast to this tensor's
  /// shape. This is the gradient of broadcasting.
  package func summed(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    var result = self
    while result.rank > shape.rank { result = result.sum(axis: 0) }
    for axis in 0..<shape.rank where shape[axis] == 1 && result.shape[axis] != 1 {
      result = result.sum(axis: axis, keepingDimension: true)
    }
    return result
  }

  /// Returns this tensor broadcast to `shape`. Traps if it does not broadcast to that shape.
  public func broadcast(to shape: Shape) -> Tensor {
    guard self.shape.broadcast(with: shape, in: "broadcast") == shape else {
      shapeFailure("broadcast", [self.shape, shape], "the first does not broadcast to the second")
    }
    return self.shape == shape ? self : combined(with: Tensor(zeros: shape), .add)
  }

  /// Returns the softmax over the last axis, e^x / sum e^x.
  public func softmax() -> Tensor { softmaxOverLastAxis(logarithm: false) }

  /// Returns the softmax over the last axis, e^x / sum e^x, computed from x - max x, or with `logarithm`
  /// its logarithm.
  package func softmaxOverLastAxis(logarithm: Bool) -> Tensor {
    guard rank > 0 else { shapeFailure("softmax", [shape], "needs at least one axis") }
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    let width = shape[rank - 1]
    let rows = shape.product(0..<rank - 1)
    let grain = max(1, 8192 / max(1, width))
    if result.count >= streamedCount && width % 16 == 0 && !logarithm {
      let grain = max(1, streamedGrain / width)
      Parallelism.forEachRange(rows, grain: grain, nanoseconds: rows * (20 + width)) { range in
        var room = Tensor(uninitialized: [width])
        let roomPointer = unsafe room.uniquePointer()
        unsafe gnk_stream_softmax_rows(
          pointer, resultPointer, Int64(width), Int64(range.lowerBound), Int64(range.upperBound),
          roomPointer)
      }
      return result
    }
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: rows * (20 + width)) { range in
      unsafe (logarithm ? gnk_log_softmax_rows : gnk_softmax_rows)(
        pointer, resultPointer, Int64(width), Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }
}

extension Shape {
  /// Returns the shape without `axis`, or with extent 1 there if `keepingDimension` is true.
  package func removing(_ axis: Int, keepingDimension: Bool) -> Shape {
    var extents = Array(self)
    if keepingDimension { extents[axis] = 1 } else { extents.remove(at: axis) }
    return Shape(extents)
  }
}
