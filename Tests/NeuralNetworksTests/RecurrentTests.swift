// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Recurrent layers")
struct RecurrentTests {
  @Test(
    "Recurrent layers match PyTorch in outputs, states and all gradients",
    arguments: ["rnn", "lstm", "gru"].flatMap { [$0, $0 + "_2layer", $0 + "_bidirectional"] })
  func reference(name: String) throws {
    switch name.prefix(3) {
    case "rnn": try compare(ReferenceCase(name), SimpleRNN.self)
    case "lst": try compare(ReferenceCase(name), LSTM.self)
    default: try compare(ReferenceCase(name), GRU.self)
    }
  }

  private func compare<Cell>(_ reference: ReferenceCase, _ type: Recurrent<Cell>.Type) throws {
    let isBidirectional = reference.setting("bidirectional")?.bool ?? false
    let layer = Recurrent<Cell>(
      inputSize: 4, hiddenSize: 5, layers: Int(reference.number("num_layers", default: 1)),
      direction: isBidirectional ? .both(.concatenation) : .forward
    ).initialized(seed: 3)
    try expectReference(reference, layer, relative: 1e-4) { layer, inputs, context in
      let result = layer.read(inputs[0], context)
      let cell = result.state.cell.map { [("c", $0)] } ?? []
      return [("output", result.output), ("h", result.state.hidden)] + cell
    }
  }

  @Test("Stepping a recurrent cell over a sequence equals running its layer")
  func cell() {
    let gru = GRU(inputSize: 3, hiddenSize: 4).initialized(seed: 3)
    let samples = Samples(seed: 1)
    let input = samples.tensor([2, 3, 3])
    let context = ForwardContext()
    var state = gru.cells[0][0].initialState(rows: 2)
    for step in 0..<3 {
      let x = Variable(input.slice(axis: 1, step..<step + 1).reshaped([2, 3]))
      state = gru.cells[0][0](x, state: state, context)
    }
    #expect(mismatch(state.hidden.value, gru.read(Variable(input), context).last.value) == nil)
  }

  @Test("Passing on the state of a split sequence gives the output of the whole sequence")
  func stateful() {
    let lstm = LSTM(inputSize: 2, hiddenSize: 3, layers: 2).initialized(seed: 3)
    let samples = Samples(seed: 2)
    let input = Variable(samples.tensor([2, 6, 2]))
    let whole = lstm(input, ForwardContext()).value
    let context = ForwardContext(training: 0, step: 0)
    let first = lstm.read(context.leaf(input.slice(axis: 1, 0..<4).value), context)
    let second = lstm.read(input.slice(axis: 1, 4..<6), from: first.state.detached, context)
    #expect(sameBits(Tensor.concatenated([first.output.value, second.output.value], axis: 1), whole))
    #expect(!first.state.detached.hidden.dependsOnParameters)
    #expect(first.state.detached.cell?.dependsOnParameters == false)
  }

  @Test(
    "Padding changes neither the states before it nor the last state of a recurrent layer",
    arguments: [false, true])
  func padding(isBidirectional: Bool) {
    let gru = GRU(
      inputSize: 2, hiddenSize: 3, layers: 2, direction: isBidirectional ? .both(.concatenation) : .forward
    ).initialized(seed: 3)
    let samples = Samples(seed: 3)
    let short = samples.tensor([1, 3, 2])
    let long = Tensor.concatenated([short, samples.tensor([1, 2, 2], ordinal: 1)], axis: 1)
    let context = ForwardContext()
    let expected = gru.read(Variable(short), context)
    let padded = gru.read(Variable(long), mask: .sequenceMask(lengths: [3], steps: 5), context)
    #expect(sameBits(padded.output.value.slice(axis: 1, 0..<3), expected.output.value))
    #expect(sameBits(padded.last.value, expected.last.value))
    #expect(sameBits(padded.state.hidden.value, expected.state.hidden.value))
  }

  @Test("A fully padded sequence keeps its initial recurrent state and has no gradient")
  func onlyPadding() {
    let lstm = LSTM(inputSize: 2, hiddenSize: 3).initialized(seed: 3)
    let context = ForwardContext(training: 0, step: 0)
    let samples = Samples(seed: 4)
    let input = context.leaf(samples.tensor([2, 3, 2]))
    let result = lstm.read(input, mask: .sequenceMask(lengths: [0, 2], steps: 3), context)
    #expect(result.last.value.rows([0]) == Tensor(zeros: [1, 3]))
    _ = context.gradients(of: result.output.sum())
    #expect(input.takeGradient().rows([0]) == Tensor(zeros: [1, 3, 2]))
  }

  @Test(
    "A bidirectional layer merges a forward layer and one over the reversed steps", arguments: [0, 1, 2, 3])
  func merges(number: Int) {
    let merge: [LSTM.Merge] = [.concatenation, .sum, .mean, .product]
    let both = LSTM(
      inputSize: 2, hiddenSize: 3, direction: .both(merge[number]), returnsSequence: false
    ).initialized(seed: 3)
    let samples = Samples(seed: 5)
    let input = samples.tensor([2, 4, 2])
    let steps = (0..<4).reversed().map { input.slice(axis: 1, $0..<$0 + 1) }
    let turned = Tensor.concatenated(steps, axis: 1)
    let context = ForwardContext()
    var one = LSTM(inputSize: 2, hiddenSize: 3, returnsSequence: false).initialized(seed: 3)
    one.cells = [[both.cells[0][0]]]
    let ahead = one(Variable(input), context).value
    one.cells = [[both.cells[0][1]]]
    let back = one(Variable(turned), context).value
    let expected = [
      Tensor.concatenated([ahead, back], axis: 1), ahead + back, (ahead + back) * 0.5, ahead * back,
    ]
    #expect(sameBits(both(Variable(input), context).value, expected[number]))
  }

  @Test("A backward layer equals the second direction of a bidirectional layer")
  func backward() {
    let back = GRU(inputSize: 2, hiddenSize: 3, direction: .backward).initialized(seed: 3)
    var both = GRU(inputSize: 2, hiddenSize: 3, direction: .both(.concatenation)).initialized(seed: 3)
    both.cells[0][1] = back.cells[0][0]
    let samples = Samples(seed: 6)
    let input = Variable(samples.tensor([2, 4, 2]))
    let context = ForwardContext()
    #expect(sameBits(back(input, context).value, both(input, context).value.slice(axis: 2, 3..<6)))
  }

  @Test("Recurrent dropout is the same in all steps of a sequence and has no effect in evaluation")
  func dropout() {
    let plain = SimpleRNN(inputSize: 8, hiddenSize: 6).initialized(seed: 3)
    var dropping = SimpleRNN(
      inputSize: 8, hiddenSize: 6, inputDropout: 0.5, recurrentDropout: 0.5
    ).initialized(seed: 3)
    dropping.cells = plain.cells
    let input = Variable(Tensor(repeating: 1, shape: [3, 5, 8]))
    #expect(sameBits(dropping(input, ForwardContext()).value, plain(input, ForwardContext()).value))
    let training = { dropping(input, ForwardContext(training: 1, step: $0)).value }
    #expect(sameBits(training(4), training(4)))
    #expect(!sameBits(training(4), training(5)))
    // With state weights of 0, steps with equal inputs and equal dropout masks have equal outputs.
    dropping.cells[0][0].hiddenLin.weight.value = Tensor(zeros: [6, 6])
    let steps = dropping(input, ForwardContext(training: 1, step: 0)).value
    for step in 1..<5 {
      #expect(sameBits(steps.slice(axis: 1, 0..<1), steps.slice(axis: 1, step..<step + 1)))
    }
  }

  @Test("Dropout between recurrent layers does not drop elements of the last layer's output")
  func layerDropout() {
    let layer = LSTM(inputSize: 2, hiddenSize: 4, layers: 2, layerDropout: 0.5).initialized(seed: 3)
    let samples = Samples(seed: 8)
    let input = Variable(samples.tensor([2, 3, 2]))
    let trained = layer(input, ForwardContext(training: 0, step: 0)).value
    #expect(!sameBits(trained, layer(input, ForwardContext()).value))
    #expect(trained.scalars.allSatisfy { $0 != 0 })
  }

  @Test("A new LSTM has a forget-gate bias of 1 and biases of 0 for the other gates")
  func forgetBias() {
    let cell = LSTMCell(inputSize: 2, hiddenSize: 2).initialized(seed: 3)
    #expect(cell.inputLin.bias?.value.scalars == [0, 0, 1, 1, 0, 0, 0, 0])
    #expect(cell.hiddenLin.bias?.value.scalars == [Float](repeating: 0, count: 8))
  }

  @Test("SimpleRNN can use ReLU instead of tanh")
  func rectified() {
    let rnn = SimpleRNN(inputSize: 2, hiddenSize: 3) {
      SimpleRNNCell(inputSize: $0, hiddenSize: 3, activation: .relu)
    }.initialized(seed: 3)
    let output = rnn(Variable(Tensor(repeating: 5, shape: [1, 2, 2])), ForwardContext()).value
    #expect(output.scalars.contains { $0 > 1 } && output.scalars.allSatisfy { $0 >= 0 })
  }
}
