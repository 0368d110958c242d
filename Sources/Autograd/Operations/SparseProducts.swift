public import GraphCore
public import TensorCore

extension SparseMatrix<Float> {
  /// y = A x, `[rows, columns] x [columns, width] -> [rows, width]`, A constant; dx = A^T dy by the cached
  /// transpose.
  public func multiplied(by variable: Variable) -> Variable {
    let width = variable.shape.last ?? 0
    return Variable(multiplied(by: variable.value), from: variable, work: 2 * nonZeroCount * width) {
      [node = variable.node] gradient, tape in
      tape.add(transposed.multiplied(by: gradient), to: node)
    }
  }

  /// y = (A o M) x scale with M the bits of `mask`, one an entry: a product after dropout on the entries;
  /// dx = (A o M)^T dy scale. The thinned matrix is never formed.
  public func multiplied(by variable: Variable, keeping mask: RandomMask, scale: Float) -> Variable {
    let value = multiplied(by: variable.value, keeping: mask, scale: scale)
    let width = variable.shape.last ?? 0
    return Variable(value, from: variable, work: 2 * nonZeroCount * width) {
      [node = variable.node] gradient, tape in
      tape.add(transposeMultiplied(by: gradient, keeping: mask, scale: scale), to: node)
    }
  }
}
