internal import TensorCore

extension Variable {
  /// y = a b over the last two axes, leading axes as in ``Tensor/matmul(_:transposingLeft:transposingRight:)``;
  /// da = dy b^T, db = a^T dy, summed over leading axes that the right side does not have.
  public func matmul(_ other: Variable) -> Variable {
    let output = value.matmul(other.value)
    let inner = shape.last ?? 0
    return Variable(output, from: self, other, work: 2 * output.count * inner) {
      [left = value, right = other.value, leftNode = node, rightNode = other.node] gradient, tape in
      tape.add(gradient.matmul(right, transposingRight: true), to: leftNode)
      if right.rank == left.rank {
        tape.add(left.matmul(gradient, transposingLeft: true), to: rightNode)
      } else {
        let rows = left.shape.product(0..<left.rank - 1)
        let flatLeft = left.reshaped([rows, left.shape[left.rank - 1]])
        let flatGradient = gradient.reshaped([rows, gradient.shape[gradient.rank - 1]])
        tape.add(flatLeft.matmul(flatGradient, transposingLeft: true), to: rightNode)
      }
    }
  }
}
