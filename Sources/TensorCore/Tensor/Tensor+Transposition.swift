// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Returns the tensor with its axes in another order. If `order` is nil, the last two axes are
  /// exchanged.
  public func transposed(_ order: [Int]? = nil) -> Tensor {
    guard rank >= 2 || order != nil else { shapeFailure("transposed", [shape], "needs at least two axes") }
    let order = order ?? (Array(0..<rank - 2) + [rank - 1, rank - 2])
    guard order.sorted() == Array(0..<rank) else {
      shapeFailure("transposed", [shape], "\(order) is not an order of the axes 0..<\(rank)")
    }
    let newShape = Shape(order.map { shape[$0] })
    let axes = TransposedAxes(shape, order)
    if count == 0 || axes.isUnchanged { return reshaped(newShape) }
    var result = Tensor(uninitialized: newShape)
    unsafe axes.copy(pointer, to: result.uniquePointer())
    return result
  }
}

/// The axes of a transposition, where axes that stay neighbours are one axis and those of one element are left
/// out. Steps are in elements of the source.
private struct TransposedAxes {
  /// The extents of the result's axes.
  private let extents: [Int]
  /// The step in the source along each of the result's axes.
  private let steps: [Int]

  init(_ shape: Shape, _ order: [Int]) {
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in stride(from: shape.rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var (extents, steps) = ([Int](), [Int]())
    for axis in order where shape[axis] != 1 {
      if let last = steps.last, last == strides[axis] * shape[axis] {
        extents[extents.count - 1] *= shape[axis]
        steps[steps.count - 1] = strides[axis]
      } else {
        extents.append(shape[axis])
        steps.append(strides[axis])
      }
    }
    (self.extents, self.steps) = (extents, steps)
  }

  /// Whether all elements keep their order.
  var isUnchanged: Bool { extents.count <= 1 }

  /// Copies the elements of the source into the order of the result.
  func copy(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    let last = extents.count - 1
    if steps[last] == 1 {
      unsafe copyRuns(source, to: target)
      return
    }
    // The source's elements follow each other along `near`; along the last axis, the result's do.
    let near = steps.firstIndex(of: 1) ?? 0
    var targetSteps = [Int](repeating: 1, count: extents.count)
    for axis in stride(from: last - 1, through: 0, by: -1) {
      targetSteps[axis] = targetSteps[axis + 1] * extents[axis + 1]
    }
    let others = extents.indices.filter { $0 != near && $0 != last }
    let matrices = others.reduce(1) { $0 * extents[$1] }
    // Squares of this side are read and written within the first-level cache.
    let side = 16
    let (rows, columns) = (extents[near], extents[last])
    let strips = (rows + side - 1) / side
    Parallelism.forEachPiece(matrices * strips, nanoseconds: matrices * rows * columns) { piece in
      var (rest, from, to) = (piece / strips, 0, 0)
      for axis in others.reversed() {
        from += rest % extents[axis] * steps[axis]
        to += rest % extents[axis] * targetSteps[axis]
        rest /= extents[axis]
      }
      let first = piece % strips * side
      let end = min(rows, first + side)
      for start in stride(from: 0, to: columns, by: side) {
        for row in first..<end {
          let input = unsafe source + from + row
          let output = unsafe target + to + row * targetSteps[near]
          for column in start..<min(columns, start + side) {
            unsafe output[column] = unsafe input[column * steps[last]]
          }
        }
      }
    }
  }

  /// Copies the elements if those along the last axis follow each other in the source.
  private func copyRuns(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    let last = extents.count - 1
    let length = extents[last]
    let runs = extents.dropLast().reduce(1, *)
    Parallelism.forEachRange(runs, grain: max(1, 16_384 / length), nanoseconds: runs * length / 4) { range in
      for run in range {
        var (rest, from) = (run, 0)
        for axis in (0..<last).reversed() {
          from += rest % extents[axis] * steps[axis]
          rest /= extents[axis]
        }
        unsafe (target + run * length).update(from: source + from, count: length)
      }
    }
  }
}
