extension Tensor {
  /// The rows (slices of the first axis) at `indices`: `[n, ...] -> [indices.count, ...]`.
  public func rows(_ indices: [Int32]) -> Tensor {
    guard rank > 0 else { shapeFailure("rows", [shape], "has no axis to choose from") }
    let width = shape.product(1..<rank)
    let result = Tensor(uninitialized: shape.replacingFirst(with: indices.count))
    for (target, index) in indices.enumerated() {
      checkRow(index, "rows")
      unsafe (result.ownedPointer + target * width).update(from: pointer + Int(index) * width, count: width)
    }
    return result
  }

  /// Adds row i of `values` to row `indices[i]` of a tensor of zeros with `rowCount` rows: the gradient of
  /// `rows`. Repeated indices add up, in order.
  package static func scattering(_ values: Tensor, to indices: [Int32], rowCount: Int) -> Tensor {
    var result = Tensor(zeros: values.shape.replacingFirst(with: rowCount))
    result.addRows(values, at: indices)
    return result
  }

  /// Adds row i of `values` to row `indices[i]`. Repeated indices add up, in order.
  package mutating func addRows(_ values: Tensor, at indices: [Int32]) {
    let width = values.shape.product(1..<values.rank)
    for index in indices { checkRow(index, "addRows") }
    let target = unsafe uniquePointer()
    for (source, index) in indices.enumerated() {
      for column in 0..<width {
        unsafe target[Int(index) * width + column] += unsafe values.pointer[source * width + column]
      }
    }
  }

  private func checkRow(_ index: Int32, _ operation: StaticString) {
    guard index >= 0 && Int(index) < shape[0] else {
      shapeFailure(operation, [shape], "row \(index) is outside 0..<\(shape[0])")
    }
  }

  /// The part of `axis` in `range`.
  public func slice(axis: Int, _ range: Range<Int>) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "slice")
    guard range.lowerBound >= 0 && range.upperBound <= shape[axis] else {
      shapeFailure("slice", [shape], "\(range) is outside 0..<\(shape[axis]) of axis \(axis)")
    }
    let inner = shape.product(axis + 1..<rank)
    let outer = shape.product(0..<axis)
    var resultShape = shape
    resultShape[axis] = range.count
    let result = Tensor(uninitialized: resultShape)
    for block in 0..<outer {
      unsafe (result.ownedPointer + block * range.count * inner).update(
        from: pointer + (block * shape[axis] + range.lowerBound) * inner, count: range.count * inner)
    }
    return result
  }

  /// A tensor of zeros of `shape` with `self` in `range` of `axis`: the gradient of `slice`.
  package func padded(into shape: Shape, axis: Int, at start: Int) -> Tensor {
    var result = Tensor(zeros: shape)
    let inner = shape.product(axis + 1..<shape.rank)
    let outer = shape.product(0..<axis)
    let length = self.shape[axis] * inner
    let target = unsafe result.uniquePointer()
    for block in 0..<outer {
      unsafe (target + (block * shape[axis] + start) * inner).update(
        from: pointer + block * length, count: length)
    }
    return result
  }

  /// Tensors that agree in all other axes, one after the other along `axis`.
  public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
    guard let first = tensors.first else { shapeFailure("concatenated", [], "nothing to concatenate") }
    let axis = first.shape.resolved(axis: axis, in: "concatenated")
    var shape = first.shape
    shape[axis] = 0
    for tensor in tensors {
      var other = tensor.shape
      guard other.rank == first.rank else {
        shapeFailure("concatenated", [first.shape, tensor.shape], "numbers of axes differ")
      }
      other[axis] = shape[axis]
      guard other == shape else {
        shapeFailure("concatenated", [first.shape, tensor.shape], "extents besides axis \(axis) differ")
      }
      shape[axis] += tensor.shape[axis]
    }
    let result = Tensor(uninitialized: shape)
    let inner = shape.product(axis + 1..<shape.rank)
    let outer = shape.product(0..<axis)
    var start = 0
    for tensor in tensors {
      let length = tensor.shape[axis] * inner
      for block in 0..<outer {
        unsafe (result.ownedPointer + block * shape[axis] * inner + start).update(
          from: tensor.pointer + block * length, count: length)
      }
      start += length
    }
    return result
  }

  /// The axes in another order; without one, the last two are exchanged.
  public func transposed(_ order: [Int]? = nil) -> Tensor {
    guard rank >= 2 || order != nil else { shapeFailure("transposed", [shape], "needs at least two axes") }
    let order = order ?? (Array(0..<rank - 2) + [rank - 1, rank - 2])
    guard order.sorted() == Array(0..<rank) else {
      shapeFailure("transposed", [shape], "\(order) is not an order of the axes 0..<\(rank)")
    }
    let result = Tensor(uninitialized: Shape(order.map { shape[$0] }))
    if count == 0 { return result }
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    let sourceStrides = order.map { strides[$0] }
    let extents = Array(result.shape)
    let innerExtent = extents.last ?? 1
    let innerStride = sourceStrides.last ?? 1
    for run in 0..<result.count / max(1, innerExtent) {
      var remaining = run
      var offset = 0
      for axis in (0..<max(0, rank - 1)).reversed() {
        offset += remaining % extents[axis] * sourceStrides[axis]
        remaining /= extents[axis]
      }
      let target = unsafe result.ownedPointer + run * innerExtent
      for index in 0..<innerExtent { unsafe target[index] = unsafe pointer[offset + index * innerStride] }
    }
    return result
  }
}

extension Shape {
  /// The shape with another first extent.
  package func replacingFirst(with extent: Int) -> Shape {
    var shape = self
    shape[0] = extent
    return shape
  }
}
