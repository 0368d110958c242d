// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Options of attention, compared with PyTorch")
struct AttentionOptionTests {
  @Test(
    "Hard attention with a threshold on the weights", arguments: [("kept", false), ("renormalised", true)])
  func hard(name: String, renormalizes: Bool) throws {
    let attention = Attention(DotScore(), hard: .weights(atLeast: 0.3, renormalizes: renormalizes))
    try expectReference(
      try ReferenceCase("attention_hard_weights_" + name), attention, inputs: ["query", "keys"]
    ) { attention, inputs, context in
      [("output", attention(query: inputs[0], keys: inputs[1], context).output)]
    }
  }

  @Test("A query whose weights are all below the threshold has an output of 0")
  func none() {
    let attention = Attention(DotScore(), hard: .weights(atLeast: 0.9, renormalizes: true))
    let ones = Variable(Tensor(repeating: 1, shape: [1, 4, 2]))
    let (output, weights) = attention(query: ones, keys: ones, ForwardContext())
    #expect(weights.value == Tensor(zeros: [1, 4, 4]) && output.value == Tensor(zeros: [1, 4, 2]))
  }

  @Test("Scaled Luong attention")
  func scaledLuong() throws {
    try expectReference(
      try ReferenceCase("attention_scaled_luong"),
      Attention(GeneralScore(querySize: 3, keySize: 6, hasScale: true)), inputs: ["query", "keys"]
    ) { attention, inputs, context in
      [("output", attention(query: inputs[0], keys: inputs[1], context).output)]
    }
  }

  @Test("Location-sensitive attention over three steps", arguments: [("cumulated", true), ("last", false)])
  func locationSensitive(name: String, cumulates: Bool) throws {
    let attention = LocationSensitiveAttention(
      querySize: 4, keySize: 3, units: 5, filters: 6, kernelSize: 5, cumulates: cumulates)
    try expectReference(
      try ReferenceCase("attention_location_sensitive_" + name), attention, inputs: ["query", "keys"]
    ) { attention, inputs, context in
      var previous: Variable?
      var outputs = [Variable]()
      for step in 0..<3 {
        let query = inputs[0].slice(axis: 1, step..<step + 1).reshaped([2, 4])
        let heard = attention(query: query, keys: inputs[1], previous: previous, context)
        previous = heard.cumulated
        outputs.append(heard.output.reshaped([2, 1, 3]))
      }
      return [("output", .concatenated(outputs, axis: 1))]
    }
  }

  @Test("Location-sensitive attention gives masked keys no weight")
  func masked() {
    let attention = LocationSensitiveAttention(querySize: 2, keySize: 3, units: 4, filters: 2, kernelSize: 3)
      .initialized(seed: 1)
    let samples = Samples(seed: 2)
    let heard = attention(
      query: Variable(samples.tensor([2, 2])), keys: Variable(samples.tensor([2, 4, 3], ordinal: 1)),
      mask: Tensor([1, 1, 0, 0, 1, 1, 1, 1], shape: [2, 4]), ForwardContext())
    #expect(heard.weights.value.row(0).suffix(2) == [0, 0])
    #expect(abs(heard.weights.value.row(0).reduce(0, +) - 1) < 1e-6)
  }

  @Test("Dropout on attention weights acts in training only")
  func dropout() {
    let attention = Attention(DotScore(), dropout: 0.5)
    let samples = Samples(seed: 4)
    let (query, keys) = (
      Variable(samples.tensor([2, 8, 3])), Variable(samples.tensor([2, 9, 3], ordinal: 1))
    )
    let soft = attention(query: query, keys: keys, ForwardContext()).weights.value
    let dropped = attention(query: query, keys: keys, ForwardContext(training: 1, step: 0)).weights.value
    let isDropped = dropped.scalars.map { $0 == 0 }
    #expect(soft.scalars.allSatisfy { $0 > 0 } && isDropped.contains(true) && isDropped.contains(false))
    for (one, other) in zip(soft.scalars, dropped.scalars) where other != 0 {
      #expect(abs(other - 2 * one) < 1e-6)
    }
  }

  @Test("Concatenated sinusoids are the interleaved ones in another order, cosines first")
  func positions() {
    let interleaved = PositionalEncoding.sinusoidTable(2..<7, size: 6)
    let concatenated = PositionalEncoding.concatenatedSinusoidTable(2..<7, size: 6)
    for row in 0..<5 {
      let numbers = interleaved.row(row)
      #expect(concatenated.row(row) == [1, 3, 5, 0, 2, 4].map { numbers[$0] })
    }
    // cos(3) and sin(3) of position 3.
    #expect(abs(concatenated.row(1)[0] + 0.9899925) < 1e-6 && abs(concatenated.row(1)[3] - 0.14112) < 1e-6)
    let input = Variable(Tensor(repeating: 1, shape: [2, 5, 6]))
    let encoded = PositionalEncoding.concatenatedSinusoids(input, from: 2, ForwardContext()).value
    #expect(encoded == input.value + concatenated)
  }
}
