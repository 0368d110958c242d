// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
internal import TensorCore

extension Variable {
  /// Returns the penalty `a sum |x| + s sum x^2` with a = `absolute` and s = `square`. Gradient:
  /// `dx = (a sign(x) + 2 s x) dy`, 0 where x is 0.
  package func penalty(absolute: Float, square: Float) -> Variable {
    let sum =
      (absolute == 0 ? 0 : Double(absolute) * value.absoluteSum())
      + (square == 0 ? 0 : Double(square) * value.squareSum())
    return Variable(Tensor(Float(sum)), from: self) { [value, node] gradient, tape in
      var result = Tensor(uninitialized: value.shape)
      let resultPointer = unsafe result.uniquePointer()
      let factor = gradient.scalar
      Parallelism.forEachRange(value.count, grain: 16_384, nanoseconds: value.count / 4) { range in
        let start = range.lowerBound
        unsafe gnk_penalty_gradient(
          value.pointer + start, absolute * factor, square * factor, resultPointer + start,
          Int64(range.count))
      }
      tape.add(result, to: node)
    }
  }
}
