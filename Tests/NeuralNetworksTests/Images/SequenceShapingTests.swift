// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Layers that change the length of sequences")
struct SequenceShapingTests {
  private let input = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3])

  private func output(_ layer: some Layer, _ input: Tensor) -> Tensor {
    layer(Variable(input), ForwardContext()).value
  }

  @Test("ZeroPadding1D adds zeros at both ends, and Cropping1D removes elements from both ends")
  func padding() {
    #expect(
      output(ZeroPadding1D(start: 1, end: 2), input)
        == Tensor([0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0], shape: [1, 2, 6]))
    #expect(output(Cropping1D(start: 1, end: 1), input) == Tensor([2, 5], shape: [1, 2, 1]))
    #expect(output(Cropping1D(start: 2, end: 1), input).shape == [1, 2, 0])
  }

  @Test("UpSampling1D repeats elements or interpolates linearly between them")
  func upsampling() {
    let pair = Tensor([1, 3], shape: [1, 1, 2])
    #expect(output(UpSampling1D(factor: 3), pair) == Tensor([1, 1, 1, 3, 3, 3], shape: [1, 1, 6]))
    #expect(
      output(UpSampling1D(interpolation: .linear), pair) == Tensor([1, 1.5, 2.5, 3], shape: [1, 1, 4]))
  }

  @Test("Adaptive 1D pooling takes means and maxima of overlapping parts, as in PyTorch")
  func adaptive() {
    let five = Tensor([1, 2, 3, 4, 5], shape: [1, 1, 5])
    // The parts are 0..<2, 1..<4 and 3..<5.
    #expect(output(AdaptiveAveragePool1D(output: 3), five) == Tensor([1.5, 3, 4.5], shape: [1, 1, 3]))
    #expect(output(AdaptiveMaxPool1D(output: 3), five) == Tensor([2, 4, 5], shape: [1, 1, 3]))
    #expect(output(AdaptiveMaxPool1D(output: 1), input) == Tensor([3, 6], shape: [1, 2, 1]))
  }

  @Test("Layers that change the length of sequences return gradients to the source elements")
  func gradients() {
    let parameter = Parameter(input)
    func gradient(_ layer: some Layer) -> Tensor? {
      let context = ForwardContext(training: 0, step: 0)
      let output = layer(context[parameter], context)
      let weights = Tensor((0..<output.value.count).map { Float($0 + 1) }, shape: output.shape)
      return context.gradients(of: (output * Variable(weights)).sum())[parameter]
    }
    #expect(gradient(ZeroPadding1D(start: 1, end: 0)) == Tensor([2, 3, 4, 6, 7, 8], shape: [1, 2, 3]))
    #expect(gradient(Cropping1D(start: 0, end: 1)) == Tensor([1, 2, 0, 3, 4, 0], shape: [1, 2, 3]))
    #expect(gradient(UpSampling1D()) == Tensor([3, 7, 11, 15, 19, 23], shape: [1, 2, 3]))
    #expect(
      gradient(AdaptiveAveragePool1D(output: 2)) == Tensor([0.5, 1.5, 1, 1.5, 3.5, 2], shape: [1, 2, 3]))
    #expect(gradient(AdaptiveMaxPool1D(output: 1)) == Tensor([0, 0, 1, 0, 0, 2], shape: [1, 2, 3]))
  }
}
