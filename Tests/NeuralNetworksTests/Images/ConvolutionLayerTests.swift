// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Padding and connections of convolution layers")
struct ConvolutionLayerTests {
  @Test(
    "Convolutions with padding 'same' have ceil(size / stride) outputs", arguments: 1...9,
    [(1, 1), (2, 1), (3, 1), (1, 2), (2, 3)])
  func same(size: Int, step: (stride: Int, dilation: Int)) {
    for kernel in 1...4 {
      let layer = Conv2D(
        inputChannels: 1, filters: 1, kernelSize: Extent2D(kernel), strides: Extent2D(step.stride),
        padding: .same, dilation: Extent2D(step.dilation)
      ).initialized(seed: 1)
      let output = layer(Variable(Tensor(zeros: [1, 1, size, size + 3])), ForwardContext()).shape
      let expected = { (size: Int) in (size + step.stride - 1) / step.stride }
      #expect(output == [1, 1, expected(size), expected(size + 3)])
    }
  }

  @Test("Padding 'same' puts its extra zero at the end")
  func extraZero() {
    var layer = Conv1D(
      inputChannels: 1, filters: 1, kernelSize: 2, padding: .same, hasBias: false
    ).initialized(seed: 1)
    layer.weight.value = Tensor([1, 10], shape: [1, 1, 2])
    let output = layer(Variable(Tensor([1, 2, 3], shape: [1, 1, 3])), ForwardContext())
    #expect(output.value.scalars == [21, 32, 3])
  }

  @Test("A convolution window that lies entirely on padding returns the bias")
  func onPadding() {
    let context = ForwardContext()
    var line = Conv1D(
      inputChannels: 1, filters: 1, kernelSize: 1, strides: 3, padding: .explicit(1)
    ).initialized(seed: 1)
    line.bias?.value = Tensor([0.5], shape: [1])
    #expect(line(Variable(Tensor([9], shape: [1, 1, 1])), context).value.scalars == [0.5])
    var plane = Conv2D(
      inputChannels: 1, filters: 1, kernelSize: 1, strides: 3, padding: .explicit(1)
    ).initialized(seed: 1)
    plane.bias?.value = Tensor([0.5], shape: [1])
    let column = plane(Variable(Tensor([7, 8, 9, 10], shape: [1, 1, 4, 1])), context).value
    #expect(column.shape == [1, 1, 2, 1] && column.scalars == [0.5, 0.5])
  }

  @Test(
    "The outputs of a causal convolution do not depend on later inputs",
    arguments: [(1, 1), (3, 1), (2, 3), (3, 2)])
  func causal(kernel: Int, dilation: Int) {
    let layer = Conv1D(
      inputChannels: 2, filters: 3, kernelSize: kernel, padding: .causal, dilation: dilation
    ).initialized(seed: 1)
    let input = Samples(seed: 1).tensor([1, 2, 9])
    let output = layer(Variable(input), ForwardContext()).value
    #expect(output.shape == [1, 3, 9])
    for place in 0..<9 {
      var changed = input
      for later in place..<9 { changed[0, 1, later] += 1 }
      let other = layer(Variable(changed), ForwardContext()).value
      for channel in 0..<3 {
        for earlier in 0..<place { #expect(other[0, channel, earlier] == output[0, channel, earlier]) }
        #expect(other[0, channel, place] != output[0, channel, place])
      }
    }
  }

  @Test("A separable convolution equals the convolution with the product of its kernels")
  func separable() {
    let layer = SeparableConv2D(
      inputChannels: 3, filters: 4, multiplier: 2, kernelSize: 3, padding: .same
    ).initialized(seed: 1)
    #expect(
      layer.stateDictionary().map(\.name) == ["depthwise.weight", "pointwise.weight", "pointwise.bias"])
    #expect(layer.stateDictionary().map(\.tensor.shape) == [[6, 1, 3, 3], [4, 6, 1, 1], [4]])
    var whole = Conv2D(inputChannels: 3, filters: 4, kernelSize: 3, padding: .same).initialized(seed: 1)
    let (deep, point) = (layer.depthwise.weight.value, layer.pointwise.weight.value)
    for k in 0..<4 {
      for c in 0..<3 {
        for tap in 0..<9 {
          whole.weight.value[k, c, tap / 3, tap % 3] =
            point[k, 2 * c, 0, 0] * deep[2 * c, 0, tap / 3, tap % 3]
            + point[k, 2 * c + 1, 0, 0] * deep[2 * c + 1, 0, tap / 3, tap % 3]
        }
      }
    }
    let input = Variable(Samples(seed: 2).tensor([2, 3, 7, 6]))
    #expect(mismatch(layer(input, ForwardContext()).value, whole(input, ForwardContext()).value) == nil)
    let sequence = SeparableConv1D(inputChannels: 3, filters: 4, kernelSize: 3, strides: 2).initialized(
      seed: 1)
    #expect(sequence(Variable(Samples(seed: 3).tensor([2, 3, 8])), ForwardContext()).shape == [2, 4, 3])
  }

  @Test("A transposed convolution over sequences equals the one over images with a single row")
  func transposed() {
    let sequence = ConvTranspose1D(
      inputChannels: 4, filters: 6, kernelSize: 3, strides: 3, padding: 1, outputPadding: 2, dilation: 2,
      groups: 2
    ).initialized(seed: 1)
    var image = ConvTranspose2D(
      inputChannels: 4, filters: 6, kernelSize: Extent2D(height: 1, width: 3),
      strides: Extent2D(height: 1, width: 3), padding: Extent2D(height: 0, width: 1),
      outputPadding: Extent2D(height: 0, width: 2), dilation: Extent2D(height: 1, width: 2), groups: 2
    ).initialized(seed: 1)
    image.weight.value = sequence.weight.value.reshaped([4, 3, 1, 3])
    let input = Samples(seed: 4).tensor([2, 4, 5])
    let output = sequence(Variable(input), ForwardContext()).value
    #expect(output.shape == [2, 6, (5 - 1) * 3 - 2 + 2 * 2 + 2 + 1])
    let expected = image(Variable(input.reshaped([2, 4, 1, 5])), ForwardContext()).value
    #expect(output == expected.reshaped(output.shape))
    #expect(sequence.stateDictionary().map(\.tensor.shape) == [[4, 3, 3], [6]])
  }

  @Test("A rectified convolution returns max(y, 0) with the gradient of both operations")
  func rectified() {
    let plain = Conv2D(inputChannels: 2, filters: 5, kernelSize: 1).initialized(seed: 1)
    var rectified = Conv2D(inputChannels: 2, filters: 5, kernelSize: 1, activation: .relu).initialized(
      seed: 1)
    rectified.weight = plain.weight
    rectified.bias = plain.bias
    let cotangent = Samples(seed: 6).tensor([3, 5, 4, 4])
    let results = [0, 1].map { (number: Int) -> [Tensor] in
      let context = ForwardContext(training: 0, step: 0)
      let input = context.leaf(Samples(seed: 5).tensor([3, 2, 4, 4]))
      let output = number == 0 ? plain(input, context).relu() : rectified(input, context)
      let gradients = plain.stateDictionary(of: context.gradients(of: output, cotangent: cotangent))
      return [output.value, input.takeGradient()] + ["weight", "bias"].compactMap { gradients[$0] }
    }
    #expect(results[0].count == 4)
    for (one, other) in zip(results[0], results[1]) { #expect(mismatch(one, other) == nil) }
  }
}
