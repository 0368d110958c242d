// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Variable {
  /// Normalises each row (the last axis) with its mean and variance:
  /// `y = (x - mean) / sqrt(variance + epsilon) w + b`.
  ///
  /// Gradients, with n the normalised row:
  /// `dx = (w dy - mean(w dy) - n mean(n w dy)) / sqrt(variance + epsilon)`, dw is the sum over the rows
  /// of `n dy`, and db is the sum of dy.
  ///
  /// Shapes: x `[..., size]`, w and b `[size]`.
  public func rowsNormalized(weight: Variable, bias: Variable, epsilon: Float) -> Variable {
    let (output, means, factors) = value.rowsNormalized(
      weight: weight.value, bias: bias.value, epsilon: epsilon)
    return Variable(output, from: [self, weight, bias]) {
      [x = value, w = weight.value, node, weightNode = weight.node, biasNode = bias.node] gradient, tape in
      let gradients = x.rowsNormalizedGradient(weight: w, means: means, factors: factors, gradient)
      tape.add(gradients.input, to: node)
      tape.add(gradients.weight, to: weightNode)
      tape.add(gradients.bias, to: biasNode)
    }
  }
}
