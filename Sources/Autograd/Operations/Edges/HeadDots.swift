// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
internal import GraphCore
internal import TensorCore

extension Variable {
  /// Returns the inner product of each row with a weight vector, for each head: `y_h = x_h . a_h`,
  /// `[rows, heads * size] -> [rows, heads]`.
  ///
  /// Gradients: `dx_h = dy_h a_h`, and `da_h` is the sum over the rows of `dy_h x_h`.
  ///
  /// - Parameter weights: a, `[heads, size]`.
  public func headDots(_ weights: Variable) -> Variable {
    guard rank2, weights.shape.rank == 2, shape[1] == weights.value.count else {
      shapeFailure(
        "headDots", [shape, weights.shape], "expected [rows, heads * size] and weights [heads, size]")
    }
    let (heads, size) = (weights.shape[0], weights.shape[1])
    let (x, a) = (value, weights.value)
    let rowCount = shape[0]
    var output = Tensor(uninitialized: [rowCount, heads])
    let outputPointer = unsafe output.uniquePointer()
    let cost = rowCount * heads * (4 + size / 8)
    // The pieces depend only on the shape, so that the result is the same for any number of threads.
    let grain = 512
    Parallelism.forEachRange(rowCount, grain: grain, nanoseconds: cost) { rows in
      unsafe gnk_head_dots(
        x.pointer, a.pointer, Int64(heads), Int64(size), outputPointer, Int64(rows.lowerBound),
        Int64(rows.upperBound))
    }
    return Variable(output, from: self, weights) { [node, weightNode = weights.node] gradient, tape in
      var dx = node.map { _ in Tensor(uninitialized: x.shape) }
      let dxPointer = unsafe dx?.uniquePointer()
      let pieces = (rowCount + grain - 1) / grain
      var partial = Tensor(zeros: [max(1, pieces), heads * size])
      let partials = unsafe partial.uniquePointer()
      Parallelism.forEachRange(rowCount, grain: grain, nanoseconds: 2 * cost) { rows in
        unsafe gnk_head_dots_gradient(
          x.pointer, a.pointer, gradient.pointer, Int64(heads), Int64(size), dxPointer,
          partials + rows.lowerBound / grain * heads * size, Int64(rows.lowerBound), Int64(rows.upperBound))
      }
      if let dx { tape.add(dx, to: node) }
      tape.add(partial.sum(axis: 0).reshaped([heads, size]), to: weightNode)
    }
  }

  private var rank2: Bool { shape.rank == 2 }
}
