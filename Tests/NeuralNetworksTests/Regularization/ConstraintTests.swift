// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Weight constraints")
struct ConstraintTests {
  /// Returns a layer with weights `[out, in]` = [[3, 4], [0.3, 0.4], [0, 0]] and biases 1, -2, 3.
  private func layer() -> Linear {
    var layer = Linear(
      inputSize: 2, outputSize: 3
    ).initialized(seed: 1)
    layer.weight.value = Tensor([3, 4, 0.3, 0.4, 0, 0], shape: [3, 2]).transposed()
    layer.bias?.value = Tensor([1, -2, 3], shape: [3])
    return layer
  }

  private func weights(_ constraint: Constraint, name: String = "weight") throws -> Tensor {
    var layer = layer()
    layer.constrain([WeightConstraint(constraint, on: .named(name))])
    return try #require(layer.stateDictionary().first { $0.name == name }).tensor
  }

  @Test("Norm constraints limit the weights into each unit and leave zeros unchanged")
  func norms() throws {
    #expect(mismatch(try weights(.maximumNorm(1)), [0.6, 0.8, 0.3, 0.4, 0, 0]) == nil)
    #expect(mismatch(try weights(.unitNorm()), [0.6, 0.8, 0.6, 0.8, 0, 0]) == nil)
    #expect(mismatch(try weights(.norms(in: 1...2)), [1.2, 1.6, 0.6, 0.8, 0, 0]) == nil)
    // A rate of 0.5 goes half of the way: 5 becomes 3.5 and 0.5 becomes 0.75.
    #expect(mismatch(try weights(.norms(in: 1...2, rate: 0.5)), [2.1, 2.8, 0.45, 0.6, 0, 0]) == nil)
  }

  @Test("Norm constraints count their axes as in saved files")
  func axes() throws {
    let columns = [(9 + 0.09).squareRoot(), (16 + 0.16).squareRoot()]
    let expected = [3, 4, 0.3, 0.4, 0, 0].enumerated().map { $0.element / columns[$0.offset % 2] }
    #expect(mismatch(try weights(.unitNorm(axes: [0])), expected) == nil)
    let whole = (25 + 0.25).squareRoot()
    #expect(
      mismatch(try weights(.unitNorm(axes: [0, 1])), [3, 4, 0.3, 0.4, 0, 0].map { $0 / whole }) == nil)
    #expect(mismatch(try weights(.unitNorm(axes: [-1])), [0.6, 0.8, 0.6, 0.8, 0, 0]) == nil)
  }

  @Test("A norm constraint treats a vector as a whole, and nonNegative sets negative weights to 0")
  func vectors() throws {
    let norm = 14.0.squareRoot()
    #expect(mismatch(try weights(.unitNorm(), name: "bias"), [1 / norm, -2 / norm, 3 / norm]) == nil)
    #expect(try weights(.nonNegative, name: "bias").scalars == [1, 0, 3])
  }

  @Test("Weights that satisfy a constraint keep their bits")
  func fulfilled() throws {
    let before = try #require(layer().stateDictionary().first).tensor
    for constraint in [
      Constraint.maximumNorm(5), .norms(in: 0...5), .norms(in: 0...6, rate: 0.3), .nonNegative,
    ] {
      #expect(sameBits(try weights(constraint), before))
    }
    let table = Samples(seed: 1).tensor([50, 30])
    var model = Vector(w: Parameter(table))
    model.constrain([WeightConstraint(.maximumNorm(5), on: .all)])
    for row in 0..<50 {
      let (old, new) = (table.slice(axis: 0, row..<row + 1), model.w.value.slice(axis: 0, row..<row + 1))
      let norm = old.squareSum().squareRoot()
      if norm <= 5 {
        #expect(sameBits(old, new))
      } else {
        #expect(abs(new.squareSum().squareRoot() - 5) < 1e-5)
      }
    }
  }

  @Test("A constrained optimiser applies the constraints after each step and keeps its learning rate")
  func optimizer() {
    var model = layer()
    var optimizer: any Optimizer = SGD(learningRate: 1).constrained(by: [
      WeightConstraint(.nonNegative, on: .named("bias")),
      WeightConstraint(.maximumNorm(1), on: .named("weight")),
    ])
    optimizer.learningRate = 2
    #expect(optimizer.learningRate == 2)
    let context = ForwardContext(training: 0, step: 0)
    let gradients = context.gradients(of: model.bias.map { context[$0].sum() } ?? Variable(Tensor(0)))
    optimizer.update(&model, along: gradients)
    #expect(model.bias?.value.scalars == [0, 0, 1])
    #expect(mismatch(model.weight.value.transposed(), [0.6, 0.8, 0.3, 0.4, 0, 0]) == nil)
  }

  @Test("Constraints keep tied weights tied and do not change frozen weights")
  func tiedAndFrozen() {
    let shared = Parameter(Tensor([3, 4], shape: [2]))
    var model = Pair(first: Vector(w: shared), second: Vector(w: shared))
    var frozen = model
    frozen.freeze()
    let rules = [WeightConstraint(.norms(in: 1...2, rate: 0.5), on: .all)]
    model.constrain(rules)
    frozen.constrain(rules)
    #expect(mismatch(model.first.w.value, [2.1, 2.8]) == nil)
    #expect(sameBits(model.first.w.value, model.second.w.value))
    #expect(sameBits(frozen.first.w.value, shared.value))
  }
}
