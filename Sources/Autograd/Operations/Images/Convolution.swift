public import TensorCore

extension Variable {
  /// y[n, k] = the sum over the channels c of k's group of x[n, c] correlated with w[k, c], plus b[k]; with `rectifying`, max(y, 0).
  /// dx is dy correlated with the turned kernels, dw correlates x with dy, db sums dy.
  ///
  /// Shapes: x `[batch, channels, height, width]`, w `[outputs, channels / groups, kernel height, kernel width]`, b `[outputs]`, y
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

  /// y[n, c, s p + d i - padding] = the sum over the channels k of c's group, p and i of x[n, k, p] w[k, c, i], plus b[c], for an image y
  /// of `size`; dx is dy correlated with w, dw correlates dy with x, db sums dy.
  ///
  /// Shapes: x `[batch, channels, height, width]`, w `[channels, outputs / groups, kernel height, kernel width]`, b `[outputs]`, y
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
