// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// A model with two equal layers.
private struct Twins: Module {
  var first = Linear(inputSize: 3, outputSize: 3)
  var second = Linear(inputSize: 3, outputSize: 3)

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("first", &first)
    visitor("second", &second)
  }
}

/// A network whose `visitParameters` omits a layer.
private struct Forgetful: Module {
  var first = Linear(inputSize: 3, outputSize: 3)
  var second = Linear(inputSize: 3, outputSize: 1)

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("first", &first) }
}

@Suite("Initial values of parameters")
struct InitializationTests {
  @Test("Initial values depend on the seed and the names of the parameters")
  func names() {
    let twins = Twins().initialized(seed: 1)
    #expect(twins.first.weight.value != twins.second.weight.value)
    let again = Twins().initialized(seed: 1)
    #expect(again.first.weight.value == twins.first.weight.value)
    #expect(again.second.weight.value == twins.second.weight.value)
    #expect(Twins().initialized(seed: 2).first.weight.value != twins.first.weight.value)
  }

  @Test("Initialisation draws only the parameters that have no values yet")
  func onlyOnce() {
    var twins = Twins()
    twins.first.weight.value = Tensor(repeating: 7, shape: [3, 3])
    twins.initialize(seed: 1)
    #expect(twins.first.weight.value == Tensor(repeating: 7, shape: [3, 3]))
    let drawn = twins.second.weight.value
    twins.initialize(seed: 2)
    #expect(twins.second.weight.value == drawn)
  }

  @Test("Parameters that are loaded or have fixed initial values need no initialisation")
  func withoutDrawing() throws {
    var twins = Twins()
    #expect(!twins.first.weight.hasValue && twins.first.bias?.hasValue == true)
    #expect(twins.first.weight.shape == [3, 3] && twins.parameterCount == 24)
    #expect(twins.first.bias?.value == Tensor(zeros: [3]))
    let other = Twins().initialized(seed: 4)
    try twins.load(other.stateDictionary(), from: "other")
    #expect(twins.first.weight.value == other.first.weight.value)
    let normed = LayerNorm(size: 3)(Variable(Tensor([1, 2, 3], shape: [1, 3])), ForwardContext())
    #expect(abs(normed.value[0, 1]) < 1e-6)
  }

  @Test("A pass with parameters that have no values traps and explains how to initialise them")
  func missing() async {
    let pass = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Linear(inputSize: 3, outputSize: 2)(Variable(Tensor(zeros: [1, 3])), ForwardContext())
    }
    #expect(
      text(pass).contains(
        "weights of shape [3, 2] have no values yet; draw those of the whole model with initialized(seed:)"))
    let step = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Twins().valueAndGradients(seed: 1, step: 0) { model, context in
        model.second(model.first(Variable(Tensor(zeros: [1, 3])), context), context).sum()
      }
    }
    #expect(text(step).contains("parameter 'first.weight' of Twins has no value yet"))
  }

  @Test("A step with a layer that visitParameters omits traps and names the layer")
  func forgotten() async {
    let step = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Forgetful().initialized(seed: 1).valueAndGradients(seed: 1, step: 0) { model, context in
        model.second(model.first(Variable(Tensor(zeros: [1, 3])), context), context).sum()
      }
    }
    #expect(text(step).contains("Forgetful.visitParameters does not visit `second`"))
  }

  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}
