internal import CGraphKernels
internal import GraphCore
internal import TensorCore

extension Variable {
  /// y_h = x_h . a_h, a number a row and head: `[rows, heads * size] -> [rows, heads]`.
  ///
  /// dx_h = dy_h a_h; da_h = the sum over the rows of dy_h x_h.
  ///
  /// - Parameter weights: a, `[heads, size]`.
  public func headDots(_ weights: Variable) -> Variable {
    guard rank2, weights.shape.rank == 2, shape[1] == weights.value.count else {
      shapeFailure(
        "headDots", [shape, weights.shape], "rows of heads * size and weights [heads, size] were expected")
    }
    let (heads, size) = (weights.shape[0], weights.shape[1])
    let (x, a) = (value, weights.value)
    let rowCount = shape[0]
    let output = Tensor(uninitialized: [rowCount, heads])
    let cost = rowCount * heads * (4 + size / 8)
    // Pieces depend on the shape only, so that their sums are the same for any number of threads.
    let grain = 512
    Parallelism.forEachRange(rowCount, grain: grain, nanoseconds: cost) { rows in
      unsafe gnk_head_dots(
        x.pointer, a.pointer, Int64(heads), Int64(size), output.ownedPointer, Int64(rows.lowerBound),
        Int64(rows.upperBound))
    }
    return Variable(output, from: self, weights) { [node, weightNode = weights.node] gradient, tape in
      let dx = node.map { _ in Tensor(uninitialized: x.shape) }
      let pieces = (rowCount + grain - 1) / grain
      var partial = Tensor(zeros: [max(1, pieces), heads * size])
      let partials = unsafe partial.uniquePointer()
      Parallelism.forEachRange(rowCount, grain: grain, nanoseconds: 2 * cost) { rows in
        unsafe gnk_head_dots_gradient(
          x.pointer, a.pointer, gradient.pointer, Int64(heads), Int64(size), dx?.ownedPointer,
          partials + rows.lowerBound / grain * heads * size, Int64(rows.lowerBound), Int64(rows.upperBound))
      }
      if let dx { tape.add(dx, to: node) }
      tape.add(partial.sum(axis: 0).reshaped([heads, size]), to: weightNode)
    }
  }

  private var rank2: Bool { shape.rank == 2 }
}
