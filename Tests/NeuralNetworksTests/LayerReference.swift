// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// Loads the weights of a reference case into a layer and compares its outputs and all gradients,
/// including those of the inputs, with the reference.
func expectReference<Layer: Module>(
  _ reference: ReferenceCase, _ layer: Layer, inputs: [String] = ["x"], relative: Double = 1e-5,
  _ run: (Layer, [Variable], ForwardContext) throws -> [(name: String, output: Variable)]
) throws {
  let weights = (try? reference.tensors("params")) ?? []
  var layer = layer
  try layer.load(weights, from: reference.name)
  let context = ForwardContext(training: 0, step: 0)
  let leaves = try inputs.map { context.leaf(try reference.tensor("inputs", $0)) }
  var loss = Variable(Tensor(0))
  for (name, output) in try run(layer, leaves, context) {
    let expected = try reference.tensor("outputs", name)
    #expect(mismatch(output.value, expected, relative: relative) == nil, "\(reference.name): \(name)")
    loss = loss + (output * Variable(try reference.tensor("cotangents", name))).sum()
  }
  let gradients = layer.stateDictionary(of: context.gradients(of: loss))
  for (name, leaf) in zip(inputs, leaves) {
    let expected = try reference.tensor("grads", name)
    #expect(
      mismatch(leaf.takeGradient(), expected, relative: relative) == nil,
      "\(reference.name): gradient of \(name)")
  }
  #expect(gradients.count == weights.count)
  for (name, _) in weights {
    let gradient = try #require(gradients[name], "\(reference.name): no gradient of \(name)")
    let expected = try reference.tensor("grads", name)
    #expect(mismatch(gradient, expected, relative: relative) == nil, "\(reference.name): gradient of \(name)")
  }
}
