// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Operations match PyTorch in values and gradients")
struct ReferenceTests {
  static let functions: [(String, ElementwiseFunction)] = [
    ("relu", .relu), ("leaky_relu", .leakyRelu(negativeSlope: 0.2)), ("elu", .elu()), ("selu", .selu),
    ("gelu", .gelu), ("gelu_tanh", .geluTanh), ("silu", .silu), ("sigmoid", .sigmoid),
    ("tanh", .hyperbolicTangent), ("softplus", .softplus), ("hard_sigmoid", .hardSigmoid),
    ("hard_tanh", .hardTanh(-0.5...2)), ("hard_swish", .hardSwish), ("mish", .mish),
    ("log_sigmoid", .logSigmoid), ("relu6", .relu6),
  ]

  @Test("Activation functions match PyTorch", arguments: functions)
  func activation(name: String, function: ElementwiseFunction) throws {
    try compare(ReferenceCase("activation_" + name)) { $0.map(function) }
  }

  @Test("Softmax over the last axis matches PyTorch")
  func softmax() throws { try compare(ReferenceCase("activation_softmax")) { $0.softmax() } }

  @Test("Log-softmax over the last axis matches PyTorch")
  func logSoftmax() throws { try compare(ReferenceCase("activation_log_softmax")) { $0.logSoftmax() } }

  @Test("Mean cross-entropy matches PyTorch")
  func crossEntropy() throws {
    let reference = try ReferenceCase("loss_cross_entropy")
    let labels = try reference.tensor("inputs", "target").scalars.map { Int32($0) }
    let rows = labels.indices.map { Int32($0) }
    try compare(reference) { $0.crossEntropy(rows: rows, labels: labels) }
    let logits = try reference.tensor("inputs", "x")
    let value = Tensor(logits.crossEntropy(rows: rows, labels: labels))
    #expect(mismatch(value, try reference.tensor("outputs", "output")) == nil)
  }

  private func compare(_ reference: ReferenceCase, _ operation: (Variable) -> Variable) throws {
    let input = Variable(leaf: try reference.tensor("inputs", "x"), on: Tape())
    let output = operation(input)
    #expect(mismatch(output.value, try reference.tensor("outputs", "output")) == nil)
    output.backward(cotangent: try reference.tensor("cotangents", "output"))
    #expect(mismatch(input.takeGradient(), try reference.tensor("grads", "x")) == nil)
  }
}
