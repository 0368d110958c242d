// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Recurrent layers with other functions, compared with PyTorch step by step")
struct RecurrentOptionTests {
  private func compare(_ name: String, _ layer: some Layer) throws {
    try expectReference(try ReferenceCase("recurrent_" + name), layer) { layer, inputs, context in
      [("output", layer(inputs[0], context))]
    }
  }

  @Test("A plain recurrent network with ELU")
  func simple() throws {
    try compare("rnn_elu", SimpleRNN(inputSize: 3, hiddenSize: 4, activation: .elu()))
  }

  @Test("An LSTM with ELU and hard sigmoids")
  func lstm() throws {
    try compare(
      "lstm_elu_hard_sigmoid",
      LSTM(inputSize: 3, hiddenSize: 4, activation: .elu(), recurrentActivation: .hardSigmoid))
  }

  @Test("A GRU with the reset gate before the product, and with ELU and hard sigmoids")
  func gru() throws {
    try compare("gru_before", GRU(inputSize: 3, hiddenSize: 4, resetsAfterProduct: false))
    for isAfter in [true, false] {
      try compare(
        "gru_\(isAfter ? "" : "before_")elu_hard_sigmoid",
        GRU(
          inputSize: 3, hiddenSize: 4, activation: .elu(), recurrentActivation: .hardSigmoid,
          resetsAfterProduct: isAfter))
    }
  }

  /// A leaky rectifier with slope 0 is the rectifier, but runs step by step.
  @Test(
    "Masks, backward reading, initial states and dropout act as in the fused operation",
    arguments: [false, true])
  func fused(isReversed: Bool) {
    let direction: SimpleRNN.Direction = isReversed ? .backward : .forward
    let samples = Samples(seed: 8)
    let mask = Tensor([1, 1, 0, 1, 1, 1, 1, 1, 0, 0], shape: [2, 5])
    let input = samples.tensor([2, 5, 3])
    let start = RecurrentState(hidden: Variable(samples.tensor([1, 2, 4], ordinal: 2)))
    func states(_ activation: Activation) -> (Tensor, Tensor) {
      let network = SimpleRNN(
        inputSize: 3, hiddenSize: 4, direction: direction, activation: activation, inputDropout: 0.3,
        recurrentDropout: 0.4
      ).initialized(seed: 5)
      let result = network.read(
        Variable(input), from: start, mask: mask, ForwardContext(training: 3, step: 1))
      return (result.output.value, result.state.hidden.value)
    }
    let (one, other) = (states(.relu), states(.leakyRelu(negativeSlope: 0)))
    #expect(
      mismatch(one.0, other.0, relative: 1e-6) == nil && mismatch(one.1, other.1, relative: 1e-6) == nil)
  }
}
