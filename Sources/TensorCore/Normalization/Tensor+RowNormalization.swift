// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

extension Tensor {
  private var rowPieces: (rows: Int, width: Int, grain: Int) {
    let width = shape[rank - 1]
    return (shape.product(0..<rank - 1), width, max(16, 16_384 / max(1, width)))
  }

  /// Returns y = (x - mean) factor weight + bias over the last axis in one pass, with factor = 1 /
  /// sqrt(variance + epsilon).
  ///
  /// Shapes: x and y `[..., size]`, weight and bias `[size]`. Means and factors are `[...]`, flattened
  /// to one axis. Traps if the shapes do not match.
  package func rowsNormalized(weight: Tensor, bias: Tensor, epsilon: Float) -> (
    output: Tensor, means: Tensor, factors: Tensor
  ) {
    guard rank > 0 && weight.shape == [shape[rank - 1]] && bias.shape == weight.shape else {
      shapeFailure(
        "rowsNormalized", [shape, weight.shape, bias.shape], "weight and bias need one number per column")
    }
    let (rows, width, grain) = rowPieces
    var output = Tensor(uninitialized: shape)
    let outputPointer = unsafe output.uniquePointer()
    var means = Tensor(uninitialized: [rows])
    let meansPointer = unsafe means.uniquePointer()
    var factors = Tensor(uninitialized: [rows])
    let factorsPointer = unsafe factors.uniquePointer()
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: count / 2) { range in
      unsafe gnk_normalize_rows(
        pointer, Int64(width), weight.pointer, bias.pointer, epsilon, outputPointer, meansPointer,
        factorsPointer, Int64(range.lowerBound), Int64(range.upperBound))
    }
    return (output, means, factors)
  }

  /// Returns the gradients of ``rowsNormalized(weight:bias:epsilon:)``.
  package func rowsNormalizedGradient(weight: Tensor, means: Tensor, factors: Tensor, _ g: Tensor) -> (
    input: Tensor, weight: Tensor, bias: Tensor
  ) {
    let (rows, width, grain) = rowPieces
    if rows == 0 { return (Tensor(zeros: shape), Tensor(zeros: [width]), Tensor(zeros: [width])) }
    var input = Tensor(uninitialized: shape)
    let inputPointer = unsafe input.uniquePointer()
    var partial = Tensor(uninitialized: [(rows + grain - 1) / grain, 2 * width])
    let partialPointer = unsafe partial.uniquePointer()
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: count) { range in
      let sums = unsafe partialPointer + range.lowerBound / grain * 2 * width
      unsafe gnk_normalize_rows_gradient(
        pointer, g.pointer, Int64(width), weight.pointer, means.pointer, factors.pointer, inputPointer,
        sums, sums + width, Int64(range.lowerBound), Int64(range.upperBound))
    }
    let sums = partial.sum(axis: 0)
    return (input, sums.slice(axis: 0, 0..<width), sums.slice(axis: 0, width..<2 * width))
  }
}
