// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

extension Tensor {
  /// Returns the convolution (strictly, the correlation) y[n, k] = the sum of x[n, c] convolved with
  /// w[k, c] over the channels c of k's group, plus b[k]. With `rectifying`, returns max(y, 0).
  ///
  /// Shapes: x `[batch, channels, height, width]`, w
  /// `[outputs, channels / groups, kernel height, kernel width]`, b `[outputs]`, y
  /// `[batch, outputs, height', width']`. Traps if the shapes do not match.
  package func convolved(
    with weight: Tensor, bias: Tensor? = nil, rectifying: Bool = false, _ geometry: ConvolutionGeometry
  ) -> Tensor {
    let plan = ConvolutionPlan(input: shape, weight: weight.shape, geometry, in: "convolution")
    checkBias(bias, weight.shape[0])
    let output = geometry.outputExtent(
      of: Extent2D(height: shape[2], width: shape[3]),
      kernel: Extent2D(height: weight.shape[2], width: weight.shape[3]))
    var result = Tensor(uninitialized: [shape[0], weight.shape[0], output.height, output.width])
    let resultPointer = unsafe result.uniquePointer()
    switch plan.method {
    case .depthwise:
      unsafe plan.depthwise(
        self, weight: weight, bias: bias, rectifying: rectifying, into: resultPointer)
    case .winograd:
      unsafe plan.winograd(
        self, weight: weight, bias: bias, rectifying: rectifying, into: resultPointer)
    case .blocks:
      unsafe BlockConvolution.forward(plan, weight: weight).run(
        self, batch: plan.batch, nanoseconds: plan.nanoseconds, bias: bias, rectifying: rectifying,
        into: resultPointer)
    }
    return result
  }

  /// Returns the gradients of ``convolved(with:bias:rectifying:_:)`` from dy, each only if requested. If
  /// `output` is given, dy counts as 0 where `output` is not above 0.
  package func convolutionGradients(
    with weight: Tensor, _ geometry: ConvolutionGeometry, by dy: Tensor, where output: Tensor? = nil,
    wantsInput: Bool, wantsWeight: Bool
  ) -> (input: Tensor?, weight: Tensor?) {
    let plan = ConvolutionPlan(input: shape, weight: weight.shape, geometry, in: "convolution")
    var dx = wantsInput ? Tensor(uninitialized: shape) : nil
    let dxPointer = unsafe dx?.uniquePointer()
    if plan.method == .winograd {
      let dw = unsafe plan.winogradGradients(
        wantsWeight ? self : nil, dy, weight: weight, where: output, bias: nil,
        into: dxPointer)
      return (dx, dw)
    }
    if let dxPointer = unsafe dxPointer {
      unsafe plan.inputGradient(
        dy, weight: weight, where: output, bias: nil, into: dxPointer)
    }
    guard wantsWeight else { return (dx, nil) }
    if plan.batch == 0 { return (dx, Tensor(zeros: weight.shape)) }
    let dw =
      switch plan.method {
      case .depthwise: plan.depthwiseWeightGradient(self, dy, where: output)
      case .blocks, .winograd: plan.weightGradient(self, dy, where: output)
      }
    return (dx, dw.reshaped(weight.shape))
  }

  /// Returns the transposed convolution, which is the gradient of a convolution with respect to its
  /// input: y[n, c, s p + d i - padding] = the sum of x[n, k, p] w[k, c, i] over the channels k of c's
  /// group, p and i, plus b[c].
  ///
  /// Shapes: x `[batch, channels, height, width]`, w
  /// `[channels, outputs / groups, kernel height, kernel width]`, y `[batch, outputs, size]`. Traps if
  /// the shapes do not match.
  package func transposeConvolved(
    with weight: Tensor, bias: Tensor? = nil, _ geometry: ConvolutionGeometry, size: Extent2D
  ) -> Tensor {
    let output = transposedShape(weight.shape, geometry, size)
    let plan = ConvolutionPlan(input: output, weight: weight.shape, geometry, in: "transposed convolution")
    checkBias(bias, output[1])
    let extent = geometry.outputExtent(
      of: size, kernel: Extent2D(height: weight.shape[2], width: weight.shape[3]))
    guard extent == Extent2D(height: shape[2], width: shape[3]) else {
      shapeFailure(
        "transposed convolution", [shape, weight.shape],
        "with this geometry, an output of \(size) requires an input of \(extent)")
    }
    var result = Tensor(uninitialized: output)
    let resultPointer = unsafe result.uniquePointer()
    if plan.method == .winograd {
      _ = unsafe plan.winogradGradients(
        nil, self, weight: weight, where: nil, bias: bias, into: resultPointer)
    } else {
      unsafe plan.inputGradient(
        self, weight: weight, where: nil, bias: bias, into: resultPointer)
    }
    return result
  }

  /// Returns the gradients of ``transposeConvolved(with:bias:_:size:)`` from dy, each only if requested.
  package func transposeConvolutionGradients(
    with weight: Tensor, _ geometry: ConvolutionGeometry, by dy: Tensor, wantsInput: Bool, wantsWeight: Bool
  ) -> (input: Tensor?, weight: Tensor?) {
    let dx = wantsInput ? dy.convolved(with: weight, geometry) : nil
    // The roles of input and output are exchanged.
    let dw = dy.convolutionGradients(
      with: weight, geometry, by: self, wantsInput: false, wantsWeight: wantsWeight
    ).weight
    return (dx, dw)
  }

  /// Returns the sum of each channel, `[batch, channels, ...] -> [channels]`, which is the gradient of a
  /// bias. If `output` is given, numbers count as 0 where `output` is not above 0.
  package func channelSums(where output: Tensor? = nil) -> Tensor {
    let (batch, channels) = (shape[0], shape[1])
    let pixels = shape.product(2..<rank)
    var planes = Tensor(uninitialized: [batch, channels])
    let planesPointer = unsafe planes.uniquePointer()
    Parallelism.forEachRange(
      batch * channels, grain: max(1, 16_384 / max(1, pixels)), nanoseconds: count / 4
    ) { range in
      unsafe gnk_plane_sums(
        pointer, output?.pointer, Int64(pixels), planesPointer, Int64(range.lowerBound),
        Int64(range.upperBound))
    }
    return planes.sum(axis: 0)
  }

  private func checkBias(_ bias: Tensor?, _ outputs: Int) {
    guard let bias, bias.shape != [outputs] else { return }
    shapeFailure(
      "convolution", [shape, bias.shape], "the bias needs one number for each of \(outputs) channels")
  }

  private func transposedShape(_ weight: Shape, _ geometry: ConvolutionGeometry, _ size: Extent2D) -> Shape {
    guard rank == 4 && weight.rank == 4 && weight[0] == shape[1] else {
      shapeFailure(
        "transposed convolution", [shape, weight],
        "expected an input [batch, channels, height, width] and weights [channels, outputs / groups, height, width]"
      )
    }
    return [shape[0], weight[1] * geometry.groups, size.height, size.width]
  }
}

extension ConvolutionPlan {
  /// Computes dx from dy with any method but Winograd's.
  fileprivate func inputGradient(
    _ dy: Tensor, weight: Tensor, where output: Tensor?, bias: Tensor?,
    into dx: UnsafeMutablePointer<Float>
  ) {
    switch method {
    case .depthwise:
      unsafe depthwiseInputGradient(
        dy, weight: weight, where: output, bias: bias, into: dx)
    case .blocks, .winograd:
      unsafe BlockConvolution.inputGradient(self, weight: weight).run(
        dy, where: output, batch: batch, nanoseconds: nanoseconds, bias: bias, into: dx)
    }
  }
}
