// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Frozen parameters")
struct FreezingTests {
  private func model() -> Pair {
    Pair(
      first: Vector(w: Parameter(Tensor([1, 2], shape: [2]))),
      second: Vector(w: Parameter(Tensor([3, 4], shape: [2]))))
  }

  private func loss(_ model: Pair, _ context: ForwardContext) -> Variable {
    (context[model.first.w] * context[model.second.w]).sum()
  }

  @Test("Frozen parameters have no gradient, and operations on them alone record nothing")
  func constants() {
    var model = model()
    model.freeze(prefix: "first.")
    let context = ForwardContext(training: 0, step: 0)
    #expect(!context[model.first.w].dependsOnParameters && context[model.second.w].dependsOnParameters)
    #expect(!context[model.first.w].map(.square).dependsOnParameters)
    let gradients = context.gradients(of: loss(model, context))
    #expect(gradients[model.first.w] == nil)
    #expect(gradients[model.second.w]?.scalars == [1, 2])
    model.freeze()
    let still = ForwardContext(training: 0, step: 0)
    let value = loss(model, still)
    #expect(value.value.scalar == 11 && !value.dependsOnParameters)
  }

  @Test("Every optimiser leaves frozen parameters unchanged to the bit and updates unfrozen ones again")
  func training() {
    let optimizers: [any Optimizer] = [
      .sgd(learningRate: 0.1, momentum: 0.9, weightDecay: 0.1), .adam(weightDecay: 0.1), .adamW(),
      .rmsProp(momentum: 0.5, weightDecay: 0.1), .adagrad(weightDecay: 0.1), .adadelta(weightDecay: 0.1),
    ]
    for var optimizer in optimizers {
      var model = model()
      let start = model
      // Gradients computed before freezing are ignored as well.
      let context = ForwardContext(training: 0, step: 0)
      var gradients = context.gradients(of: loss(model, context))
      model.freeze(prefix: "first")
      for step in 0..<3 {
        optimizer.update(&model, along: gradients)
        let context = ForwardContext(training: 0, step: step)
        gradients = context.gradients(of: loss(model, context))
      }
      #expect(sameBits(model.first.w.value, start.first.w.value))
      #expect(model.second.w.value != start.second.w.value)
      model.unfreeze()
      let released = ForwardContext(training: 0, step: 3)
      optimizer.update(&model, along: released.gradients(of: loss(model, released)))
      #expect(model.first.w.value != start.first.w.value)
    }
  }

  @Test("Tied parameters are frozen and unfrozen together")
  func tied() {
    let shared = Parameter(Tensor([1], shape: [1]))
    var model = Pair(first: Vector(w: shared), second: Vector(w: shared))
    model.freeze(prefix: "second.")
    #expect(model.first.w.isFrozen && model.second.w.isFrozen)
    model.unfreeze(prefix: "first.")
    #expect(!model.first.w.isFrozen && !model.second.w.isFrozen)
  }

  @Test("Freezing does not change saved names and weights, and loading weights keeps parameters frozen")
  func files() throws {
    var model = model()
    let before = model.stateDictionary()
    model.freeze(prefix: "first.")
    #expect(model.stateDictionary().map(\.name) == before.map(\.name))
    try model.load(before.map { ($0.name, $0.tensor * 2) }, from: "memory")
    #expect(model.first.w.isFrozen && !model.second.w.isFrozen)
    #expect(model.first.w.value.scalars == [2, 4])
  }

  @Test("Freezing a prefix that matches no parameter traps and lists the parameter names")
  func failure() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var layer = Linear(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.freeze(prefix: "conv")
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("freeze: no parameter's path starts with 'conv': weight, bias"), "\(message)")
  }
}
