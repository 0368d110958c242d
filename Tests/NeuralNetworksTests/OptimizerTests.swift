// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// A model of two layers that may share a parameter.
struct Pair: Module {
  var first: Vector
  var second: Vector

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("first", &first)
    visitor("second", &second)
  }
}

@Suite("Optimisers")
struct OptimizerTests {
  private func parameter(_ values: [Float]) -> Parameter { Parameter(Tensor(values, shape: [values.count])) }

  /// Returns the gradients of the sum of all parameters multiplied by `factor`.
  private func gradients(_ model: Pair, factor: Float = 1) -> Gradients {
    let context = ForwardContext(training: 0, step: 0)
    return context.gradients(of: (context[model.first.w].sum() + context[model.second.w].sum()) * factor)
  }

  @Test("A tied parameter takes one step along the sum of its gradients and stays tied")
  func tied() {
    let shared = parameter([1, 2])
    var model = Pair(first: Vector(w: shared), second: Vector(w: shared))
    var sgd = SGD(learningRate: 0.5)
    sgd.update(&model, along: gradients(model))
    #expect(model.first.w.value.scalars == [0, 1])
    #expect(model.second.w.value.scalars == [0, 1])
    var adam = Adam(learningRate: 0.5)
    for step in 1...2 {
      adam.update(&model, along: gradients(model))
      // The length of Adam's step along a constant gradient is the learning rate.
      #expect(mismatch(model.first.w.value, [0 - 0.5 * Double(step), 1 - 0.5 * Double(step)]) == nil)
      #expect(model.second.w.value == model.first.w.value)
    }
  }

  @Test("The parameter group with the longest matching prefix sets learning rate and weight decay")
  func groups() {
    let groups = [
      ParameterGroup(prefix: "first", weightDecay: 0.5), ParameterGroup(prefix: "", learningRate: 0.25),
    ]
    var model = Pair(first: Vector(w: parameter([4])), second: Vector(w: parameter([4])))
    var sgd = SGD(learningRate: 0.5, weightDecay: 0, groups: groups)
    sgd.update(&model, along: gradients(model))
    #expect(model.first.w.value.scalars == [4 - 0.5 * (1 + 0.5 * 4)])
    #expect(model.second.w.value.scalars == [4 - 0.25])
  }

  @Test("The learning-rate factor of a parameter group follows changes of the learning rate")
  func factors() {
    var model = Pair(first: Vector(w: parameter([4])), second: Vector(w: parameter([4])))
    var sgd = SGD(
      learningRate: 0.5, groups: [ParameterGroup(prefix: "first", learningRateFactor: 0.25)])
    sgd.update(&model, along: gradients(model))
    #expect(model.first.w.value.scalars == [4 - 0.125] && model.second.w.value.scalars == [3.5])
    sgd.learningRate = 1
    sgd.update(&model, along: gradients(model))
    #expect(model.first.w.value.scalars == [4 - 0.375] && model.second.w.value.scalars == [2.5])
  }

  static let every: [any Optimizer] = [
    .sgd(learningRate: 0.1, momentum: 0.9), .adam(learningRate: 0.1), .adamW(learningRate: 0.1),
    .rmsProp(learningRate: 0.1, momentum: 0.9, isCentered: true), .rmsProp(), .adagrad(learningRate: 0.1),
    .adadelta(),
  ]

  @Test("Every optimiser uses the learning rate of a parameter group", arguments: every.indices)
  func groupsOfEvery(index: Int) {
    let groups = [ParameterGroup(prefix: "first", learningRate: 0)]
    let optimizers: [any Optimizer] = [
      .sgd(learningRate: 0.1, groups: groups), .adam(groups: groups), .adamW(groups: groups),
      .rmsProp(groups: groups),
      .rmsProp(isCentered: true, groups: groups), .adagrad(groups: groups), .adadelta(groups: groups),
    ]
    var model = Pair(first: Vector(w: parameter([4])), second: Vector(w: parameter([4])))
    var optimizer = optimizers[index]
    optimizer.update(&model, along: gradients(model))
    #expect(model.first.w.value.scalars == [4])
    #expect(model.second.w.value.scalars[0] < 4)
  }

  @Test(
    "Every optimiser descends, with the same bits on one and on two threads", arguments: every.indices)
  func threadsOfEvery(index: Int) {
    let values = Samples(seed: 1).tensor([40_001]).scalars
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        var model = Pair(first: Vector(w: parameter(values)), second: Vector(w: parameter([1])))
        var optimizer = Self.every[index]
        for step in 0..<3 {
          let context = ForwardContext(training: 0, step: step)
          let loss = (context[model.first.w].map(.square).sum() + context[model.second.w].map(.square).sum())
          let gradients = context.gradients(of: loss)
          optimizer.update(&model, along: gradients)
        }
        return model
      }
    }
    #expect(sameBits(results[0].first.w.value, results[1].first.w.value))
    #expect(results[0].second.w.value.scalars[0] < 1)
    let squares = Tensor(values, shape: [40_001]).squareSum()
    #expect(results[0].first.w.value.squareSum() < squares)
  }

  @Test(
    "The optimiser state of a parameter starts again if its shape changes",
    arguments: every.indices)
  func otherShape(index: Int) {
    var model = Pair(first: Vector(w: parameter([4])), second: Vector(w: parameter([1])))
    var optimizer = Self.every[index]
    for _ in 0..<3 { optimizer.update(&model, along: gradients(model)) }
    let large = [Float](repeating: 2, count: 5000)
    var fresh = Pair(first: Vector(w: parameter(large)), second: Vector(w: parameter([1])))
    var freshOptimizer = Self.every[index]
    model.first = Vector(w: parameter(large))
    optimizer.update(&model, along: gradients(model))
    freshOptimizer.update(&fresh, along: gradients(fresh))
    #expect(sameBits(model.first.w.value, fresh.first.w.value))
  }

  @Test("Decoupled weight decay of a parameter group shrinks only its weights")
  func decoupledGroups() {
    var model = Pair(first: Vector(w: parameter([4])), second: Vector(w: parameter([4])))
    var adamW = Adam.adamW(
      learningRate: 0.1, weightDecay: 0, groups: [ParameterGroup(prefix: "second.", weightDecay: 0.5)])
    adamW.update(&model, along: gradients(model, factor: 0))
    #expect(model.first.w.value.scalars == [4])
    #expect(mismatch(model.second.w.value, [4 * (1 - 0.1 * 0.5)]) == nil)
  }

  @Test("Parameters without a gradient do not change, even with weight decay")
  func withoutGradient() {
    var model = Pair(first: Vector(w: parameter([1])), second: Vector(w: parameter([2])))
    let context = ForwardContext(training: 0, step: 0)
    let gradients = context.gradients(of: context[model.first.w].sum())
    var optimizers: [any Optimizer] = [
      SGD(learningRate: 0.5, momentum: 0.9, weightDecay: 0.1), Adam(learningRate: 0.5, weightDecay: 0.1),
    ]
    for index in optimizers.indices { optimizers[index].update(&model, along: gradients) }
    #expect(model.second.w.value.scalars == [2])
    #expect(model.first.w.value.scalars[0] < 1)
  }

  @Test("Optimiser state is kept by parameter name, so a copy of the model continues the training")
  func stateByName() {
    var model = Pair(first: Vector(w: parameter([0])), second: Vector(w: parameter([0])))
    var optimizer = SGD(learningRate: 1, momentum: 0.5)
    optimizer.update(&model, along: gradients(model))
    var other = Pair(first: Vector(w: parameter([0])), second: Vector(w: parameter([0])))
    optimizer.update(&other, along: gradients(other))
    #expect(other.first.w.value.scalars == [-1.5])
  }

  @Test("A copy of an optimiser has separate state")
  func copies() {
    var model = Pair(first: Vector(w: parameter([0])), second: Vector(w: parameter([0])))
    var original = SGD(learningRate: 1, momentum: 0.5)
    original.update(&model, along: gradients(model))
    var copy = original
    var (one, two) = (model, model)
    original.update(&one, along: gradients(one))
    copy.update(&two, along: gradients(two))
    #expect(one.first.w.value.scalars == [-2.5] && two.first.w.value.scalars == [-2.5])
  }

  @Test("Adam updates a large parameter with the same bits on one and on two threads")
  func threads() {
    let values = Samples(seed: 1).tensor([100_001]).scalars
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        var model = Pair(first: Vector(w: parameter(values)), second: Vector(w: parameter([1])))
        var adam = Adam(learningRate: 0.1, weightDecay: 0.1)
        for _ in 0..<3 { adam.update(&model, along: gradients(model)) }
        return model.first.w.value
      }
    }
    #expect(sameBits(results[0], results[1]))
  }
}
