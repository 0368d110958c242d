// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

/// Loads the weights of a reference case into a layer and compares its output and all gradients,
/// including those of the tensors named by `inputs`, with the reference.
///
/// - Parameter renaming: The layer's names of weights by the names in the reference, for names that
///   differ.
func expectReference<Layer: Module>(
  _ reference: ReferenceCase, _ layer: Layer, inputs: [String] = ["x"], renaming: [String: String] = [:],
  relative: Double = 1e-5,
  _ output: (Layer, [Variable], ForwardContext) throws -> Variable
) throws {
  let weights = try reference.tensors("params")
  var layer = layer
  try layer.load(
    weights.map { name, tensor in
      // The reference stores renamed weights in the layout of the layer's memory, so they are
      // transposed.
      renaming[name].map { ($0, tensor.transposed()) } ?? (name, tensor)
    }, from: reference.name)
  let context = ForwardContext(training: 0, step: 0)
  let leaves = try inputs.map { context.leaf(try reference.tensor("inputs", $0)) }
  let result = try output(layer, leaves, context)
  let expected = try reference.tensor("outputs", "output")
  #expect(mismatch(result.value, expected, relative: relative) == nil, "\(reference.name): output")
  let cotangent = try reference.tensor("cotangents", "output")
  let gradients = layer.stateDictionary(of: context.gradients(of: result, cotangent: cotangent))
  for (name, leaf) in zip(inputs, leaves) {
    let expected = try reference.tensor("grads", name)
    #expect(
      mismatch(leaf.takeGradient(), expected, relative: relative) == nil,
      "\(reference.name): gradient of \(name)")
  }
  #expect(gradients.count == weights.count)
  for (name, _) in weights {
    var gradient = try #require(
      gradients[renaming[name] ?? name], "\(reference.name): no gradient of \(name)")
    if renaming[name] != nil { gradient = gradient.transposed() }
    let expected = try reference.tensor("grads", name)
    #expect(
      mismatch(gradient, expected, relative: relative) == nil, "\(reference.name): gradient of \(name)")
  }
}
