internal import TensorCore

extension Variable {
  /// y = x where x > 0, a x elsewhere, with slopes a that are learnt and broadcast against x; dx = dy, or a dy, and da = x dy where
  /// x <= 0, summed over the axes that were stretched (He et al. 2015, "Delving deep into rectifiers").
  package func rectified(slopes: Variable) -> Variable {
    let output = value.combined(with: slopes.value, .rectify)
    return Variable(output, from: self, slopes) {
      [input = value, slopes = slopes.value, node, slopesNode = slopes.node] gradient, tape in
      tape.add(
        (gradient * input.combined(with: slopes, .rectifySlope)).summed(to: input.shape), to: node)
      tape.add(
        (gradient * input.map(.hardTanh(-.infinity...0))).summed(to: slopes.shape), to: slopesNode)
    }
  }

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
