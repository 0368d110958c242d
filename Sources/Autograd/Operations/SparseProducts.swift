// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import TensorCore

extension SparseMatrix<Float> {
  /// Multiplies this constant matrix A by a variable: `y = A x`,
  /// `[rows, columns] x [columns, width] -> [rows, width]`. Gradient: `dx = A^T dy`, with the cached
  /// transpose.
  public func multiplied(by variable: Variable) -> Variable {
    let width = variable.shape.last ?? 0
    return Variable(multiplied(by: variable.value), from: variable, work: 2 * nonZeroCount * width) {
      [node = variable.node] gradient, tape in
      tape.add(transposed.multiplied(by: gradient), to: node)
    }
  }

  /// Multiplies this matrix A by a variable after dropout on the entries of A: `y = (A o M) x scale`,
  /// where M are the bits of `mask`, one per entry. Gradient: `dx = (A o M)^T dy scale`. The masked
  /// matrix is never formed.
  public func multiplied(by variable: Variable, keeping mask: RandomMask, scale: Float) -> Variable {
    let value = multiplied(by: variable.value, keeping: mask, scale: scale)
    let width = variable.shape.last ?? 0
    return Variable(value, from: variable, work: 2 * nonZeroCount * width) {
      [node = variable.node] gradient, tape in
      tape.add(transposeMultiplied(by: gradient, keeping: mask, scale: scale), to: node)
    }
  }
}
