// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// The layers that read sequences `[rows, steps, 4]` and return `[rows, steps, 6]`.
private enum SequenceLayer: String, CaseIterable, Sendable {
  case simpleRNN, lstm, gru, bidirectional, attention, multiHead, transformer, convolution

  func output(_ input: Variable, mask: Tensor? = nil, _ context: ForwardContext) -> Variable {
    switch self {
    case .simpleRNN:
      return SimpleRNN(inputSize: 4, hiddenSize: 6).initialized(seed: 3).read(input, mask: mask, context)
        .output
    case .lstm:
      return LSTM(inputSize: 4, hiddenSize: 6).initialized(seed: 3).read(input, mask: mask, context).output
    case .gru:
      return GRU(inputSize: 4, hiddenSize: 6).initialized(seed: 3).read(input, mask: mask, context).output
    case .bidirectional:
      return LSTM(inputSize: 4, hiddenSize: 3, layers: 2, direction: .both(.concatenation)).initialized(
        seed: 3
      )
      .read(input, mask: mask, context).output
    case .attention:
      let project = Linear(inputSize: 4, outputSize: 6).initialized(seed: 3)
      let attention = Attention(AdditiveScore(querySize: 4, keySize: 4, units: 5).initialized(seed: 3))
      return attention(
        query: input, keys: input, values: project(input, context), mask: mask, context
      ).output
    case .multiHead:
      let widened = Linear(inputSize: 4, outputSize: 6).initialized(seed: 3)(input, context)
      return MultiHeadAttention(size: 6, heads: 2).initialized(seed: 3)(
        widened, mask: AttentionMask(keys: mask), context)
    case .transformer:
      let widened = Linear(inputSize: 4, outputSize: 6).initialized(seed: 3)(input, context)
      return TransformerEncoder(
        TransformerSettings(size: 6, heads: 2, hiddenSize: 8, dropout: 0), layers: 2
      ).initialized(seed: 3)(widened, mask: AttentionMask(keys: mask), context)
    case .convolution:
      return Conv1D(inputChannels: 4, filters: 6, kernelSize: 5, padding: .same).initialized(seed: 3)(
        input.transposed([0, 2, 1]), context
      ).transposed([0, 2, 1])
    }
  }
}

@Suite("Sequences and images of unusual sizes")
struct EdgeCaseTests {
  private let samples = Samples(seed: 40)

  private func isFinite(_ tensor: Tensor) -> Bool { tensor.scalars.allSatisfy { $0.isFinite } }

  @Test("A sequence of one step has a finite output and a finite gradient", arguments: SequenceLayer.allCases)
  private func oneStep(layer: SequenceLayer) {
    let input = Parameter(samples.tensor([3, 1, 4]))
    let context = ForwardContext(training: 0, step: 0)
    let output = layer.output(context[input], context)
    #expect(output.shape == [3, 1, 6])
    let gradient = context.gradients(of: (output * output).sum())[input]
    #expect(isFinite(output.value))
    #expect(gradient.map(isFinite) == true)
  }

  @Test("A convolution over a sequence of no steps traps with a message about the window")
  func noStepsConvolved() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = SequenceLayer.convolution.output(Variable(Tensor(zeros: [3, 0, 4])), ForwardContext())
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("the window of 1 x 5 is larger than the padded image of 1 x 4"))
  }

  @Test(
    "A sequence of no steps has an output of no steps",
    arguments: SequenceLayer.allCases.filter { $0 != .convolution })
  private func noSteps(layer: SequenceLayer) {
    let input = Parameter(Tensor(zeros: [3, 0, 4]))
    let context = ForwardContext(training: 0, step: 0)
    let output = layer.output(context[input], context)
    #expect(output.shape == [3, 0, 6])
    #expect(context.gradients(of: output.sum())[input]?.shape == [3, 0, 4])
  }

  @Test(
    "A batch of one row has the same output as that row in a larger batch", arguments: SequenceLayer.allCases)
  private func oneRow(layer: SequenceLayer) {
    let rows = samples.tensor([3, 5, 4], ordinal: 1)
    let among = layer.output(Variable(rows), ForwardContext()).value.slice(axis: 0, 1..<2)
    let alone = layer.output(Variable(rows.slice(axis: 0, 1..<2)), ForwardContext()).value
    #expect(mismatch(alone, among) == nil)
  }

  @Test(
    "A fully masked row has a finite output and does not affect other rows",
    arguments: SequenceLayer.allCases.filter { $0 != .convolution })
  private func allMasked(layer: SequenceLayer) {
    let input = Parameter(samples.tensor([2, 3, 4], ordinal: 2))
    let context = ForwardContext(training: 0, step: 0)
    let mask = Tensor([0, 0, 0, 1, 1, 1], shape: [2, 3])
    let output = layer.output(context[input], mask: mask, context)
    #expect(isFinite(output.value))
    let alone = layer.output(Variable(input.value.slice(axis: 0, 1..<2)), ForwardContext()).value
    #expect(mismatch(output.value.slice(axis: 0, 1..<2), alone) == nil)
    let gradient = context.gradients(of: (output * output).sum())[input]
    #expect(gradient.map(isFinite) == true)
    guard layer != .transformer && layer != .multiHead else { return }
    // With all steps masked, recurrent states stay 0 and attention returns 0. Transformers pass their
    // input on.
    #expect(output.value.slice(axis: 0, 0..<1) == Tensor(zeros: [1, 3, 6]))
    #expect(gradient?.slice(axis: 0, 0..<1) == Tensor(zeros: [1, 3, 4]))
  }

  @Test("Multi-head attention without keys returns zeros")
  func noKeys() {
    let attention = MultiHeadAttention(size: 4, heads: 2, hasBias: false).initialized(seed: 4)
    let output = attention(
      query: Variable(samples.tensor([2, 3, 4])), keys: Variable(Tensor(zeros: [2, 0, 4])),
      values: Variable(Tensor(zeros: [2, 0, 4])), ForwardContext())
    #expect(output.value == Tensor(zeros: [2, 3, 4]))
  }

  @Test("A convolution kernel larger than its image covers the padding, as in PyTorch")
  func largeKernel() {
    var layer = Conv2D(
      inputChannels: 1, filters: 1, kernelSize: 5, padding: .same, hasBias: false
    ).initialized(seed: 5)
    layer.weight.value = Tensor((0..<25).map { Float($0) }, shape: [1, 1, 5, 5])
    let image = Tensor([1, 10, 100, 1000], shape: [1, 1, 2, 2])
    // Output pixel (r, c) is the sum over all pixels (i, j) times weight (i - r + 2, j - c + 2).
    let output = layer(Variable(image), ForwardContext()).value
    #expect(output == Tensor([19_842, 18_731, 14_287, 13_176], shape: [1, 1, 2, 2]))
  }

  @Test("An image network accepts an image of one pixel, a batch of one image and an empty batch")
  func onePixel() {
    let network = Sequential(
      Conv2D(inputChannels: 2, filters: 3, kernelSize: 3, padding: .same).initialized(seed: 6),
      BatchNorm(channels: 3), GlobalAveragePool())
    let output = network(Variable(samples.tensor([1, 2, 1, 1])), ForwardContext()).value
    #expect(output.shape == [1, 3] && isFinite(output))
    let none = network(Variable(Tensor(zeros: [0, 2, 4, 4])), ForwardContext()).value
    #expect(none.shape == [0, 3])
  }
}
