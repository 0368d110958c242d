// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// A model with a single parameter named w.
struct Vector: Module {
  var w: Parameter

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("w", &w) }
}

@Suite("Layers and optimisers match PyTorch")
struct ReferenceTests {
  @Test("Linear matches PyTorch in output and all gradients")
  func linear() throws {
    let reference = try ReferenceCase("linear")
    var layer = Linear(inputSize: 5, outputSize: 4).initialized(seed: 1)
    try layer.load(reference.tensors("params"), from: "linear.json")
    let context = ForwardContext(training: 0, step: 0)
    let input = context.leaf(try reference.tensor("inputs", "x"))
    let output = layer(input, context)
    #expect(mismatch(output.value, try reference.tensor("outputs", "output")) == nil)
    let gradients = layer.stateDictionary(
      of: context.gradients(of: output, cotangent: try reference.tensor("cotangents", "output")))
    #expect(mismatch(input.takeGradient(), try reference.tensor("grads", "x")) == nil)
    for name in ["weight", "bias"] {
      #expect(mismatch(try #require(gradients[name]), try reference.tensor("grads", name)) == nil, "\(name)")
    }
  }

  @Test(
    "PReLU with a shared slope and with one slope per channel matches PyTorch",
    arguments: ["prelu", "prelu_shared"])
  func prelu(name: String) throws {
    let reference = try ReferenceCase(name)
    let weight = try reference.tensor("inputs", "weight")
    var layer = PReLU(channels: weight.count)
    #expect(layer.weight.value.scalars.allSatisfy { $0 == 0.25 })
    try layer.load([("weight", weight)], from: name)
    let context = ForwardContext(training: 0, step: 0)
    let input = context.leaf(try reference.tensor("inputs", "x"))
    let output = layer(input, context)
    #expect(mismatch(output.value, try reference.tensor("outputs", "output")) == nil)
    let gradients = context.gradients(of: output, cotangent: try reference.tensor("cotangents", "output"))
    #expect(mismatch(input.takeGradient(), try reference.tensor("grads", "x")) == nil)
    #expect(mismatch(try #require(gradients[layer.weight]), try reference.tensor("grads", "weight")) == nil)
  }

  @Test(
    "Gradient descent matches PyTorch",
    arguments: ["sgd", "sgd_momentum", "sgd_nesterov", "sgd_weight_decay"])
  func sgd(name: String) throws {
    let reference = try ReferenceCase("optimizer_" + name)
    try follow(
      reference,
      SGD(
        learningRate: reference.number("lr"), momentum: reference.number("momentum"),
        isNesterov: reference.setting("nesterov")?.bool ?? false,
        weightDecay: reference.number("weight_decay")))
  }

  @Test("Adam and AdamW match PyTorch", arguments: ["adam", "adam_weight_decay", "adamw"])
  func adam(name: String) throws {
    let reference = try ReferenceCase("optimizer_" + name)
    let (rate, decay) = (reference.number("lr"), reference.number("weight_decay"))
    try follow(
      reference,
      name == "adamw"
        ? Adam.adamW(learningRate: rate, weightDecay: decay)
        : Adam.adam(learningRate: rate, weightDecay: decay))
  }

  @Test(
    "RMSprop, plain, with momentum and centred, matches PyTorch",
    arguments: ["rmsprop", "rmsprop_momentum", "rmsprop_centered", "rmsprop_centered_momentum"])
  func rmsProp(name: String) throws {
    let reference = try ReferenceCase("optimizer_" + name)
    try follow(
      reference,
      RMSprop(
        learningRate: reference.number("lr"), decay: reference.number("alpha", default: 0.99),
        epsilon: reference.number("eps", default: 1e-8), momentum: reference.number("momentum"),
        isCentered: reference.setting("centered")?.bool ?? false,
        weightDecay: reference.number("weight_decay")))
  }

  @Test("Adagrad matches PyTorch", arguments: ["adagrad", "adagrad_decay"])
  func adagrad(name: String) throws {
    let reference = try ReferenceCase("optimizer_" + name)
    try follow(
      reference,
      Adagrad(
        learningRate: reference.number("lr"), learningRateDecay: reference.number("lr_decay"),
        initialSum: reference.number("initial_accumulator_value"),
        weightDecay: reference.number("weight_decay")))
  }

  @Test("Adadelta matches PyTorch", arguments: ["adadelta", "adadelta_decay"])
  func adadelta(name: String) throws {
    let reference = try ReferenceCase("optimizer_" + name)
    try follow(
      reference,
      Adadelta(
        learningRate: reference.number("lr"), decay: reference.number("rho", default: 0.9),
        epsilon: reference.number("eps", default: 1e-6), weightDecay: reference.number("weight_decay")))
  }

  /// Compares the optimiser's steps along the gradient of 0.5 w^T A w - b^T w with the reference
  /// trajectory.
  private func follow(_ reference: ReferenceCase, _ optimizer: some Optimizer) throws {
    var optimizer = optimizer
    var model = Vector(w: Parameter(try reference.tensor("inputs", "w0")))
    let a = Variable(try reference.tensor("inputs", "A"))
    let b = Variable(try reference.tensor("inputs", "b"))
    let trajectory = try reference.trajectory()
    #expect(trajectory.count == 5)
    for (step, expected) in trajectory.enumerated() {
      let context = ForwardContext(training: 0, step: step)
      let w = context[model.w]
      let column = w.reshaped([6, 1])
      let quadratic = (w * a.matmul(column).reshaped([6])).sum() * 0.5
      optimizer.update(&model, along: context.gradients(of: quadratic - (b * w).sum()))
      #expect(mismatch(model.w.value, expected) == nil, "after step \(step + 1)")
    }
  }
}
