// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Dense layers with activation, and softmax as a layer")
struct DenseLayerTests {
  private let input = Samples(seed: 1).tensor([2, 3, 4])

  @Test("Dense is a linear layer followed by its activation, with the linear layer's parameter names")
  func dense() {
    let context = ForwardContext()
    let dense = Dense(units: 5, inputSize: 4, activation: .tanh).initialized(seed: 1)
    let linear = Linear(inputSize: 4, outputSize: 5).initialized(seed: 1)
    let expected = linear(Variable(input), context).map(.hyperbolicTangent).value
    #expect(sameBits(dense(Variable(input), context).value, expected))
    #expect(dense.stateDictionary().map(\.name) == linear.stateDictionary().map(\.name))
    let plain = Dense(units: 5, inputSize: 4, hasBias: false).initialized(seed: 1)
    #expect(plain.stateDictionary().map(\.name) == ["weight"])
    #expect(sameBits(plain(Variable(input), context).value, linear(Variable(input), context).value))
  }

  @Test("Softmax is a layer of a Sequential whose output rows sum to 1")
  func softmax() {
    let context = ForwardContext()
    let network = Sequential(Linear(inputSize: 4, outputSize: 5).initialized(seed: 1), Softmax())
    let shares = network(Variable(input), context).value
    #expect(shares.shape == [2, 3, 5])
    #expect(mismatch(shares.sum(axis: 2), [Double](repeating: 1, count: 6)) == nil)
    let logarithms = Softmax(isLogarithm: true)(network.layers[0](Variable(input), context), context).value
    #expect(mismatch(logarithms.map(.exponential), shares) == nil)
  }
}
