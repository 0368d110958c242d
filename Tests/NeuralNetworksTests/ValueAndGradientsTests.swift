// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// A model whose `visitParameters` omits a layer.
private struct Forgetful: Module {
  struct Block: Module {
    var first: Linear
    var second: Linear?

    mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("first", &first) }
  }

  var blocks: [Block]
  var output: Linear

  init(forgetsInner: Bool) {
    let layers = (0..<3).map { Linear(inputSize: 2, outputSize: 2).initialized(seed: 1 + UInt64($0)) }
    blocks = [Block(first: layers[0], second: forgetsInner ? layers[1] : nil)]
    output = layers[2]
    visitsOutput = forgetsInner
  }

  private let visitsOutput: Bool

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("blocks", &blocks, first: 0)
    if visitsOutput { visitor("output", &output) }
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    let hidden = blocks[0].first(x, context)
    return output(blocks[0].second?(hidden, context) ?? hidden, context)
  }
}

@Suite("Computing a model's value and gradients in one call")
struct ValueAndGradientsTests {
  private let x = Variable(Tensor([1, -1, 0.5, 2], shape: [2, 2]))

  private func network() -> Sequential {
    Sequential(
      Linear(inputSize: 2, outputSize: 3).initialized(seed: 1), Dropout(rate: 0.5),
      Linear(inputSize: 3, outputSize: 2).initialized(seed: 2))
  }

  @Test("valueAndGradients equals an explicit pass with the same seed and step, bit for bit")
  func byHand() throws {
    let network = network()
    let (loss, gradients) = network.valueAndGradients(seed: 3, step: 7) { network, context in
      network(x, context).crossEntropy(labels: [0, 1])
    }
    let context = ForwardContext(training: 3, step: 7)
    let expected = network(x, context).crossEntropy(labels: [0, 1])
    #expect(loss == expected.value.scalar)
    let others = network.stateDictionary(of: context.gradients(of: expected))
    for (name, gradient) in network.stateDictionary(of: gradients) {
      #expect(sameBits(gradient, try #require(others[name])), "\(name)")
    }
  }

  @Test("A training loop with valueAndGradients reduces the loss to a tenth in 50 steps")
  func loop() {
    var layer = Linear(inputSize: 2, outputSize: 2).initialized(seed: 1)
    var optimizer = Adam(learningRate: 0.1)
    var losses: [Float] = []
    for step in 0..<50 {
      let (loss, gradients) = layer.valueAndGradients(seed: 1, step: step) { layer, context in
        layer(x, context).crossEntropy(labels: [0, 1])
      }
      optimizer.update(&layer, along: gradients.clipped(norm: 5))
      losses.append(loss)
    }
    #expect(losses[49] < 0.1 * losses[0])
  }

  @Test("valueAndGradients adds the penalties of layers and the requested penalties once each")
  func penalties() throws {
    let linear = Linear(inputSize: 2, outputSize: 3).initialized(seed: 1)
    let chain = Sequential(linear, ActivityPenalty(.l2(0.5)))
    let rules = [WeightPenalty(.l1(0.1), on: .named("weight"))]
    let found = chain.valueAndGradients(seed: 0, step: 0, penalties: rules) { $0(x, $1).sum() }
    let context = ForwardContext(training: 0, step: 0)
    let loss = context.penalized(chain(x, context).sum(), chain, rules)
    #expect(found.value == loss.value.scalar)
    let expected = try #require(context.gradients(of: loss)[linear.weight])
    #expect(sameBits(try #require(found.gradients[linear.weight]), expected))
    // Penalties of layers that the loss already includes are not added again.
    let again = chain.valueAndGradients(seed: 0, step: 0) { $1.penalized($0(x, $1).sum(), $0, rules) }
    #expect(again.value == found.value)
  }

  @Test("valueAndGradients rethrows the errors of the loss")
  func failure() {
    struct NoData: Error {}
    #expect(throws: NoData.self) {
      try network().valueAndGradients(seed: 0, step: 0) { _, _ in throw NoData() }
    }
  }

  @Test("A layer that is used but not visited is named together with its module")
  func unvisited() throws {
    let context = ForwardContext(training: 0, step: 0)
    let model = Forgetful(forgetsInner: false)
    #expect(model.unvisitedParameter(in: context) == nil)
    _ = model(x, context)
    let message = try #require(model.unvisitedParameter(in: context))
    #expect(message.contains("Forgetful.visitParameters does not visit `output`"))
    #expect(
      message.contains("`output.weight` of shape [2, 2]") || message.contains("`output.bias` of shape [2]"))
    #expect(message.contains("add `visitor(\"output\", &output)`"))
    let nested = Forgetful(forgetsInner: true)
    let other = ForwardContext(training: 0, step: 0)
    _ = nested(x, other)
    let inner = try #require(nested.unvisitedParameter(in: other))
    #expect(inner.contains("Block.visitParameters does not visit `second`"), "\(inner)")
    #expect(inner.contains("`blocks.0.second."), "\(inner)")
  }

  @Test("Parameters of another model may take part in a pass")
  func otherModel() {
    let (model, other) = (network(), Linear(inputSize: 2, outputSize: 2).initialized(seed: 6))
    let context = ForwardContext(training: 0, step: 0)
    _ = other(model(x, context), context)
    #expect(model.unvisitedParameter(in: context) == nil)
    let (_, gradients) = model.valueAndGradients(seed: 0, step: 0) { other($0(x, $1), $1).sum() }
    #expect(gradients[other.weight] != nil)
  }
}
