// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Functional models of layers with several inputs and outputs")
struct FunctionalModelTests {
  private let samples = Samples(seed: 5)

  @Test("A model of one convolution has its weights, its output and the shape of Keras' example")
  func convolution() {
    let images = Input(28, 28, 1)
    let features = Conv2D(
      filters: 32, kernelSize: 3, padding: .same, dataFormat: .channelsLast, activation: .relu)(images)
    #expect(features.sizes == [28, 28, 32])
    let model = Model(inputs: images, outputs: features).initialized(seed: 1)
    #expect(model.parameterCount == 320)
    #expect(model.stateDictionary().map(\.name) == ["0.weight", "0.bias"])
    let x = Variable(samples.tensor([2, 28, 28, 1]))
    let layer = Sequential(
      Conv2D(filters: 32, kernelSize: 3, padding: .same, dataFormat: .channelsLast, activation: .relu)
    ).built(inputShape: [1, 28, 28, 1]).initialized(seed: 1)
    #expect(model(x, ForwardContext()).value.scalars == layer(x, ForwardContext()).value.scalars)
  }

  @Test("Attention of three inputs of any length gives the output and the weights of the layer")
  func attention() throws {
    let query = Input(nil, 8)
    let key = Input(nil, 8)
    let value = Input(nil, 5)
    let layer = Attention(DotScore(scale: .learnt), dropout: 0.5)
    let results = layer.outputs(for: [query, key, value])
    #expect(results[0].sizes == [nil, 5] && results[1].sizes == [nil, nil])
    let model = Model(inputs: [query, key, value], outputs: results).initialized(seed: 1)
    #expect(model.parameterCount == 1 && model.outputSizes == [[nil, 5], [nil, nil]])
    let inputs = [[2, 3, 8], [2, 4, 8], [2, 4, 5]].map { Variable(samples.tensor(Shape($0), ordinal: $0[1])) }
    let outputs = model(inputs, ForwardContext())
    let (output, weights) = layer.initialized(seed: 1)(
      query: inputs[0], keys: inputs[1], values: inputs[2], ForwardContext())
    #expect(outputs[0].value.scalars == output.value.scalars)
    #expect(outputs[1].value.scalars == weights.value.scalars)
    let single = Model(inputs: [query, key, value], outputs: layer(query, key, value))
    #expect(single.outputSizes == [[nil, 5]])
    let summary = single.initialized(seed: 1).summary(batchSize: 2, unknownSize: 4)
    #expect(summary.parameterCount == 1 && summary.rows.last?.outputShape == [2, 4, 5])
  }

  @Test("A branching model computes each layer once, and its gradients reach all layers")
  func branches() {
    let image = Input(6)
    let hidden = Dense(units: 4, activation: .relu)(image)
    let left = Dense(units: 3)(hidden)
    let right = Dense(units: 3, activation: .tanh)(hidden)
    let joined = Joining(.concatenation(axis: -1))(left + right, left * right)
    let model = Model(inputs: [image], outputs: [Dense(units: 2)(joined), hidden]).initialized(seed: 3)
    #expect(model.stateDictionary().map(\.name).filter { $0.hasSuffix("weight") }.count == 4)
    #expect(joined.sizes == [6] && model.outputSizes == [[2], [4]])
    let x = Variable(samples.tensor([5, 6]))
    let deviations = model.gradientDeviations { model, context in
      let outputs = model([x], context)
      return outputs[0].square().sum() + outputs[1].square().sum()
    }
    #expect(deviations.count > 0 && deviations.allSatisfy { $0.relativeError < 0.01 }, "\(deviations)")
  }

  @Test("Recurrent layers with units learn their input size and return sequences and states")
  func recurrent() throws {
    let words = Input(nil, 7)
    let lstm = LSTM(units: 4, returnsSequences: true, returnsState: true)
    let results = lstm.outputs(for: [words])
    #expect(results.map(\.sizes) == [[nil, 4], [1, 4], [1, 4]])
    let model = Model(inputs: [words], outputs: results).initialized(seed: 2)
    let x = Variable(samples.tensor([3, 5, 7]))
    let outputs = model([x], ForwardContext())
    let known = LSTM(inputSize: 7, hiddenSize: 4)
    #expect(model.parameterCount == known.parameterCount)
    var same = known.initialized(seed: 9)
    try same.load(
      model.stateDictionary().map { (String($0.0.dropFirst(2)), $0.1) }, from: "memory")
    let (output, _, state) = same.read(x, ForwardContext())
    #expect(outputs[0].value.scalars == output.value.scalars)
    #expect(outputs[1].value.scalars == state.hidden.value.scalars)
    #expect(outputs[2].value.scalars == state.cell?.value.scalars)

    let last = GRU(units: 4, direction: .both(.concatenation))(words)
    #expect(last.sizes == [8] && SimpleRNN(units: 3)(words).sizes == [3])
    let chain = Sequential(
      Embedding(inputCount: 50, outputSize: 6), SimpleRNN(units: 5), Dense(units: 1, activation: .sigmoid)
    ).built(inputShape: [1, 9]).initialized(seed: 1)
    #expect(chain.parameterCount == 50 * 6 + (6 * 5 + 5 + 5 * 5 + 5) + 6)
    #expect(chain(Variable(Tensor(zeros: [2, 9])), ForwardContext()).shape == [2, 1])
  }

  /// Returns what a process has written to the standard error stream.
  private func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("Mistakes in building or calling a model end in a message")
  func mistakes() async {
    let forgotten = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (one, other) = (Input(3), Input(3))
      _ = Model(inputs: one, outputs: Dense(units: 2)(other))
    }
    #expect(
      message(forgotten).contains(
        "Model: an output depends on an Input that is not among the inputs of the model"))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let input = Input(nil, 3)
      let model = Model(inputs: input, outputs: Dense(units: 2)(input)).initialized(seed: 1)
      _ = model(Variable(Tensor(zeros: [2, 5, 4])), ForwardContext())
    }
    #expect(message(shape).contains("Model: input 0 has shape [2, 5, 4]; expected [batch, any, 3]"))
    let unbuilt = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(units: 4)(Variable(Tensor(zeros: [2, 5, 4])), ForwardContext())
    }
    #expect(
      message(unbuilt).contains("the layer does not know the size of its input yet; call build(inputShape:)"))
  }
}
