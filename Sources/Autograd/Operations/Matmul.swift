internal import TensorCore

extension Variable {
  /// y = a b over the last two axes, leading axes as in ``Tensor/matmul(_:transposingLeft:transposingRight:)``;
  /// da = dy b^T, db = a^T dy, summed over leading axes that the right side does not have.
  ///
  /// - Parameter transposingRight: takes b as `[..., n, k]`: y = a b^T, da = dy b, db = dy^T a.
  public func matmul(_ other: Variable, transposingRight: Bool = false) -> Variable {
    let output = value.matmul(other.value, transposingRight: transposingRight)
    let inner = shape.last ?? 0
    return Variable(output, from: self, other, work: 2 * output.count * inner) {
      [left = value, right = other.value, leftNode = node, rightNode = other.node] gradient, tape in
      tape.add(gradient.matmul(right, transposingRight: !transposingRight), to: leftNode)
      let (a, dy) = right.rank == left.rank ? (left, gradient) : (left.flattenedRows, gradient.flattenedRows)
      tape.add(
        transposingRight ? dy.matmul(a, transposingLeft: true) : a.matmul(dy, transposingLeft: true),
        to: rightNode)
    }
  }
}

extension Tensor {
  /// `[..., width] -> [rows, width]`
  fileprivate var flattenedRows: Tensor {
    let rows = shape.product(0..<rank - 1)
    return reshaped([rows, shape[rank - 1]])
  }
}
