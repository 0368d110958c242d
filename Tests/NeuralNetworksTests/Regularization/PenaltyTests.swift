// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Penalties on weights and activities")
struct PenaltyTests {
  private func pair(_ first: [Float], _ second: [Float]) -> Pair {
    Pair(
      first: Vector(w: Parameter(Tensor(first, shape: [first.count]))),
      second: Vector(w: Parameter(Tensor(second, shape: [second.count]))))
  }

  @Test("L1 and L2 regularisers sum absolute values and squares with their factors")
  func regularizers() {
    let x = Variable(Tensor([1, -2, 0, 4], shape: [4]))
    #expect(Regularizer.l1(0.5)(x).value.scalar == 3.5)
    #expect(Regularizer.l2(0.5)(x).value.scalar == 10.5)
    #expect(Regularizer.l1l2(l1: 1, l2: 2)(x).value.scalar == 49)
  }

  @Test("Weight penalties add to the loss and to the gradients of the selected weights")
  func weights() throws {
    let model = pair([1, -2], [3])
    let rules = [WeightPenalty(.l1(0.5), on: .named("w", in: "first.")), WeightPenalty(.l2(0.25), on: .all)]
    let context = ForwardContext(training: 0, step: 0)
    let task = (context[model.first.w] * 10).sum()
    let loss = context.penalized(task, model, rules)
    #expect(loss.value.scalar == -10 + 0.5 * 3 + 0.25 * (5 + 9))
    let gradients = context.gradients(of: loss)
    #expect(gradients[model.first.w]?.scalars == [10 + 0.5 + 0.5, 10 - 0.5 - 1])
    // The second weight is penalised although the task does not use it.
    #expect(gradients[model.second.w]?.scalars == [1.5])
  }

  @Test("An L2 penalty equals weight decay of twice the factor in gradient descent")
  func decay() {
    var (penalized, decayed) = (pair([1, -2], [3]), pair([1, -2], [3]))
    var (plain, decaying) = (SGD(learningRate: 0.1), SGD(learningRate: 0.1, weightDecay: 0.5))
    for step in 0..<3 {
      let gradients = [penalized, decayed].map { model in
        let context = ForwardContext(training: 0, step: step)
        let task = context[model.first.w].map(.square).sum() + context[model.second.w].sum()
        let isFirst = model.first.w.identity == penalized.first.w.identity
        return context.gradients(
          of: isFirst ? context.penalized(task, model, [WeightPenalty(.l2(0.25), on: .all)]) : task)
      }
      plain.update(&penalized, along: gradients[0])
      decaying.update(&decayed, along: gradients[1])
    }
    #expect(mismatch(penalized.first.w.value, decayed.first.w.value) == nil)
    #expect(mismatch(penalized.second.w.value, decayed.second.w.value) == nil)
  }

  @Test("Tied weights are penalised once, and frozen weights are not penalised")
  func tiedAndFrozen() {
    let shared = Parameter(Tensor([2], shape: [1]))
    var model = Pair(first: Vector(w: shared), second: Vector(w: shared))
    let penalty = { (model: Pair) in
      let context = ForwardContext(training: 0, step: 0)
      return context.penalized(Variable(Tensor(0)), model, [WeightPenalty(.l2(1), on: .all)]).value.scalar
    }
    #expect(penalty(model) == 4)
    model.freeze()
    #expect(penalty(model) == 0)
  }

  @Test("Weight selections match the start of the last path component and of the whole path")
  func selection() {
    let names = [
      "conv1.lin.weight", "rnn.weight_hh_l0", "rnn.weight_ih_l0", "rnn.bias_hh_l0", "weights.bias", "weight",
    ]
    let selected = { (selection: WeightSelection) in names.filter { selection.contains($0) } }
    #expect(selected(.all) == names)
    #expect(selected(.named("weight")) == [names[0], names[1], names[2], names[5]])
    #expect(selected(.named("weight_hh")) == [names[1]])
    #expect(selected(.named("bias")) == [names[3], names[4]])
    #expect(selected(.named("weight", in: "rnn.")) == [names[1], names[2]])
    #expect(selected(.named("weight", in: "conv2")) == [])
  }

  @Test("An activity penalty passes its input through and adds to the loss of a training pass")
  func activity() throws {
    let linear = Linear(inputSize: 2, outputSize: 3).initialized(seed: 1)
    let chain = Sequential(linear, ActivityPenalty(.l2(0.5)), Activation(.relu))
    let input = Variable(Tensor([1, -1, 0.5, 2], shape: [2, 2]))
    let context = ForwardContext(training: 0, step: 0)
    let output = chain(input, context)
    let loss = context.penalized(output.sum(), chain)
    let byHand = ForwardContext(training: 0, step: 0)
    let inner = linear(input, byHand)
    let expected = inner.relu().sum() + inner.map(.square).sum() * 0.5
    #expect(mismatch(loss.value, expected.value) == nil)
    let (gradients, others) = (context.gradients(of: loss), byHand.gradients(of: expected))
    #expect(mismatch(try #require(gradients[linear.weight]), try #require(others[linear.weight])) == nil)
    // An evaluation adds no penalties.
    let evaluation = ForwardContext()
    #expect(evaluation.penalized(chain(input, evaluation).sum(), chain).value == output.value.sum())
  }

  @Test("The gradient of a penalised loss matches the central difference in double precision")
  func differences() {
    let reference = { (inputs: [[Double]]) -> [Double] in
      let (x, w) = (inputs[0], inputs[1])
      let task = zip(x, w).reduce(0.0) { $0 + $1.0 * $1.1 * $1.1 }
      return [task + w.reduce(0.0) { $0 + 0.1 * abs($1) + 0.2 * $1 * $1 }]
    }
    let samples = Samples(seed: 3)
    let found = GradientCheck.mismatch([samples.tensor([20]), samples.distinct([20])], reference: reference) {
      ($0[0] * $0[1].map(.square)).sum() + Regularizer.l1l2(l1: 0.1, l2: 0.2)($0[1])
    }
    #expect(found == nil)
  }

  @Test("Computing gradients of a loss that omits activity penalties traps")
  func forgotten() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let context = ForwardContext(training: 0, step: 0)
      let output = ActivityPenalty(.l1(1))(context.leaf(Tensor(1)), context)
      _ = context.gradients(of: output)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("penalties that are not in the loss"))
  }
}
