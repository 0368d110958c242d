internal import TensorCore

extension Variable {
  /// y = max(a + b, 0), for a and b of one shape, in one pass: the end of a residual block; da = db = dy where y > 0.
  public func addingRectified(_ other: Variable) -> Variable {
    let output = value.addingRectified(other.value)
    return Variable(output, from: self, other) {
      [leftNode = node, rightNode = other.node] gradient, tape in
      let passed = output.gradient(of: .relu, output: output, times: gradient)
      tape.add(passed, to: leftNode)
      tape.add(passed, to: rightNode)
    }
  }
}
