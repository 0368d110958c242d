// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Variable {
  /// Multiplies matrices over the last two axes: `y = a b`. Leading axes are handled as in
  /// ``Tensor/matmul(_:transposingLeft:transposingRight:)``.
  ///
  /// Gradients: `da = dy b^T` and `db = a^T dy`, summed over leading axes that b does not have.
  ///
  /// - Parameter transposingRight: whether b has the shape `[..., n, k]`, so that `y = a b^T`,
  ///   `da = dy b` and `db = dy^T a`.
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
  /// The tensor `[..., width]` as `[rows, width]`.
  fileprivate var flattenedRows: Tensor {
    let rows = shape.product(0..<rank - 1)
    return reshaped([rows, shape[rank - 1]])
  }
}
