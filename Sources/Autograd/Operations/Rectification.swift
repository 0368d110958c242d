// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Variable {
  /// Returns x where x > 0 and `a x` elsewhere, with trainable slopes a that are broadcast against x (He
  /// et al. 2015, "Delving deep into rectifiers").
  ///
  /// Gradients: `dx = dy` where x > 0 and `a dy` elsewhere; `da = x dy` where x <= 0, summed over the
  /// axes that were broadcast.
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

  /// Returns `max(a + b, 0)` for a and b of one shape in one step, as at the end of a residual block.
  /// Gradients: `da = db = dy` where y > 0, 0 elsewhere.
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
