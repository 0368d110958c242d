internal import CGraphKernels

extension Tensor {
  private var rowPieces: (rows: Int, width: Int, grain: Int) {
    let width = shape[rank - 1]
    return (shape.product(0..<rank - 1), width, max(16, 16_384 / max(1, width)))
  }

  /// y = (x - mean) factor weight + bias over the last axis, factor = 1 / sqrt(variance + epsilon), in one pass.
  ///
  /// Shapes: x and y `[..., size]`, weight and bias `[size]`, means and factors `[...]`, one after the other.
  package func rowsNormalized(weight: Tensor, bias: Tensor, epsilon: Float) -> (
    output: Tensor, means: Tensor, factors: Tensor
  ) {
    guard rank > 0 && weight.shape == [shape[rank - 1]] && bias.shape == weight.shape else {
      shapeFailure(
        "rowsNormalized", [shape, weight.shape, bias.shape], "weight and bias need a number for each column")
    }
    let (rows, width, grain) = rowPieces
    let output = Tensor(uninitialized: shape)
    let means = Tensor(uninitialized: [rows])
    let factors = Tensor(uninitialized: [rows])
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: count / 2) { range in
      unsafe gnk_normalize_rows(
        pointer, Int64(width), weight.pointer, bias.pointer, epsilon, output.ownedPointer, means.ownedPointer,
        factors.ownedPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return (output, means, factors)
  }

  /// The gradients of ``rowsNormalized(weight:bias:epsilon:)``.
  package func rowsNormalizedGradient(weight: Tensor, means: Tensor, factors: Tensor, _ g: Tensor) -> (
    input: Tensor, weight: Tensor, bias: Tensor
  ) {
    let (rows, width, grain) = rowPieces
    if rows == 0 { return (Tensor(zeros: shape), Tensor(zeros: [width]), Tensor(zeros: [width])) }
    let input = Tensor(uninitialized: shape)
    let partial = Tensor(uninitialized: [(rows + grain - 1) / grain, 2 * width])
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: count) { range in
      let sums = unsafe partial.ownedPointer + range.lowerBound / grain * 2 * width
      unsafe gnk_normalize_rows_gradient(
        pointer, g.pointer, Int64(width), weight.pointer, means.pointer, factors.pointer, input.ownedPointer,
        sums, sums + width, Int64(range.lowerBound), Int64(range.upperBound))
    }
    let sums = partial.sum(axis: 0)
    return (input, sums.slice(axis: 0, 0..<width), sums.slice(axis: 0, width..<2 * width))
  }
}
