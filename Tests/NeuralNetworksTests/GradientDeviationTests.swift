// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// A model with a custom operation, whose gradient is multiplied by a factor.
private struct Custom: Module {
  var lin: Linear
  let factor: Float

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    Variable.custom("square", inputs: [lin(x, context)]) { values in
      values[0] * values[0]
    } gradient: { [factor] gradient, values in
      [gradient * values[0] * (2 * factor)]
    }
  }
}

@Suite("Comparing gradients with finite differences")
struct GradientDeviationTests {
  private let x = Variable(Samples(seed: 5).tensor([6, 3]))

  private func deviations(factor: Float, frozen: Bool = false) -> [GradientDeviation] {
    var model = Custom(lin: Linear(inputSize: 3, outputSize: 4), factor: factor).initialized(seed: 2)
    if frozen { model.freeze(prefix: "lin.bias") }
    return model.gradientDeviations { model, context in model(x, context).mean() }
  }

  @Test("Correct gradients deviate by less than 1 %")
  func correct() {
    let deviations = deviations(factor: 1)
    #expect(Set(deviations.map(\.path)) == ["lin.weight", "lin.bias"])
    #expect(deviations.allSatisfy { $0.relativeError < 0.01 && $0.gradient != 0 }, "\(deviations)")
  }

  @Test("A gradient that is too large by half deviates by a third")
  func wrong() {
    let deviations = deviations(factor: 1.5)
    #expect(deviations.allSatisfy { abs($0.relativeError - 1.0 / 3) < 0.05 }, "\(deviations)")
    #expect(deviations[0].relativeError >= deviations[1].relativeError)
    #expect(deviations[0].description.contains("relative error 0.3"))
  }

  @Test("Frozen parameters are left out, and losses with dropout are compared under one mask")
  func frozenAndDropout() {
    #expect(deviations(factor: 1, frozen: true).map(\.path) == ["lin.weight"])
    let model = Sequential(
      Linear(inputSize: 3, outputSize: 16), Dropout(rate: 0.5), Linear(inputSize: 16, outputSize: 2)
    ).initialized(seed: 3)
    let deviations = model.gradientDeviations(seed: 9) { model, context in
      model(x, context).crossEntropy(labels: [0, 1, 0, 1, 1, 0])
    }
    #expect(deviations.count == 4 && deviations.allSatisfy { $0.relativeError < 0.01 }, "\(deviations)")
  }
}
