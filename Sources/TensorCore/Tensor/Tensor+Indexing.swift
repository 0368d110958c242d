// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Returns the rows (slices of the first axis) at `indices`: `[n, ...] -> [indices.count, ...]`. Traps
  /// if an index is out of range.
  public func rows(_ indices: [Int32]) -> Tensor {
    guard rank > 0 else { shapeFailure("rows", [shape], "has no axis to choose from") }
    let width = shape.product(1..<rank)
    var result = Tensor(uninitialized: shape.replacingFirst(with: indices.count))
    let resultPointer = unsafe result.uniquePointer()
    if let rowSource, rank == 2 {
      for index in indices { checkRow(index, "rows") }
      if unsafe rowSource.copyRows(indices, width: width, to: resultPointer) { return result }
    }
    for (target, index) in indices.enumerated() {
      checkRow(index, "rows")
      unsafe (resultPointer + target * width).update(from: pointer + Int(index) * width, count: width)
    }
    return result
  }

  /// Returns a tensor with `rowCount` rows in which row r is the sum of the rows i of `values` with
  /// `indices[i]` = r, added in order. This is the gradient of `rows`.
  package static func scattering(_ values: Tensor, to indices: [Int32], rowCount: Int) -> Tensor {
    var result = Tensor(zeros: values.shape.replacingFirst(with: rowCount))
    result.addRows(values, at: indices)
    return result
  }

  /// Adds row i of `values` to row `indices[i]` in place. Rows with the same index are added in order.
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

  /// Returns the part of `axis` in `range`. A negative axis counts from the end. Traps if the axis or
  /// range does not exist.
  public func slice(axis: Int, _ range: Range<Int>) -> Tensor {
    let axis = shape.resolved(axis: axis, in: "slice")
    guard range.lowerBound >= 0 && range.upperBound <= shape[axis] else {
      shapeFailure("slice", [shape], "\(range) is outside 0..<\(shape[axis]) of axis \(axis)")
    }
    let inner = shape.product(axis + 1..<rank)
    let outer = shape.product(0..<axis)
    var resultShape = shape
    resultShape[axis] = range.count
    var result = Tensor(uninitialized: resultShape)
    let resultPointer = unsafe result.uniquePointer()
    for block in 0..<outer {
      unsafe (resultPointer + block * range.count * inner).update(
        from: pointer + (block * shape[axis] + range.lowerBound) * inner, count: range.count * inner)
    }
    return result
  }

  /// Returns a tensor of zeros of `shape` that contains `self` from position `start` of `axis` on. This
  /// is the gradient of `slice`.
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

  /// Returns the concatenation of tensors along `axis`. Traps if there are none or if the extents of
  /// another axis differ.
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
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    let inner = shape.product(axis + 1..<shape.rank)
    let outer = shape.product(0..<axis)
    var start = 0
    for tensor in tensors {
      let length = tensor.shape[axis] * inner
      for block in 0..<outer {
        unsafe (resultPointer + block * shape[axis] * inner + start).update(
          from: tensor.pointer + block * length, count: length)
      }
      start += length
    }
    return result
  }
}

extension Shape {
  /// Returns the shape with another first extent.
  package func replacingFirst(with extent: Int) -> Shape {
    var shape = self
    shape[0] = extent
    return shape
  }
}
