// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Variable {
  /// Returns the convolution of images x with kernels w: y[n, k] is the sum over the channels c of k's
  /// group of x[n, c] correlated with w[k, c], plus b[k]. If `rectifying` is true, the result is
  /// `max(y, 0)`.
  ///
  /// Gradients: dx is dy correlated with the flipped kernels, dw correlates x with dy, and db sums dy.
  ///
  /// Shapes: x `[batch, channels, height, width]`, w
  /// `[outputs, channels / groups, kernel height, kernel width]`, b `[outputs]`, y
  /// `[batch, outputs, height', width']`.
  public func convolved(
    with weight: Variable, bias: Variable? = nil, rectifying: Bool = false,
    _ geometry: ConvolutionGeometry = ConvolutionGeometry()
  ) -> Variable {
    let output = value.convolved(
      with: weight.value, bias: bias?.value, rectifying: rectifying, geometry)
    let kernel = weight.shape.product(1..<4)
    return Variable(
      output, from: [self, weight] + (bias.map { [$0] } ?? []), work: 2 * output.count * kernel
    ) {
      [
        x = value, w = weight.value, node, weightNode = weight.node, biasNode = bias?.node,
        passed = rectifying ? output : nil
      ] gradient, tape in
      let gradients = x.convolutionGradients(
        with: w, geometry, by: gradient, where: passed, wantsInput: node != nil,
        wantsWeight: weightNode != nil)
      if let dx = gradients.input { tape.add(dx, to: node) }
      if let dw = gradients.weight { tape.add(dw, to: weightNode) }
      tape.add(gradient.channelSums(where: passed), to: biasNode)
    }
  }

  /// Returns the transposed convolution of images x to images y of `size`: y[n, c, s p + d i - padding]
  /// is the sum over the channels k of c's group, the positions p and the kernel positions i of x[n, k,
  /// p] w[k, c, i], plus b[c], with the stride s and the dilation d.
  ///
  /// Gradients: dx is dy correlated with w, dw correlates dy with x, and db sums dy.
  ///
  /// Shapes: x `[batch, channels, height, width]`, w
  /// `[channels, outputs / groups, kernel height, kernel width]`, b `[outputs]`, y
  /// `[batch, outputs, size]`.
  public func transposeConvolved(
    with weight: Variable, bias: Variable? = nil, _ geometry: ConvolutionGeometry, size: Extent2D
  ) -> Variable {
    let output = value.transposeConvolved(with: weight.value, bias: bias?.value, geometry, size: size)
    let kernel = weight.shape.product(1..<4)
    return Variable(
      output, from: [self, weight] + (bias.map { [$0] } ?? []), work: 2 * value.count * kernel
    ) {
      [x = value, w = weight.value, node, weightNode = weight.node, biasNode = bias?.node] gradient, tape in
      let gradients = x.transposeConvolutionGradients(
        with: w, geometry, by: gradient, wantsInput: node != nil, wantsWeight: weightNode != nil)
      if let dx = gradients.input { tape.add(dx, to: node) }
      if let dw = gradients.weight { tape.add(dw, to: weightNode) }
      tape.add(gradient.channelSums(), to: biasNode)
    }
  }
}
