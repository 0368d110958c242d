// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Saving and loading weights by name")
struct StateDictionaryTests {
  private func layer(seed: UInt64) -> Linear {
    Linear(inputSize: 3, outputSize: 2).initialized(seed: seed)
  }

  @Test("State dictionaries use PyTorch's names and axes, with linear weights as [out, in]")
  func layout() throws {
    let layer = layer(seed: 1)
    let dictionary = layer.stateDictionary()
    #expect(dictionary.map(\.name) == ["weight", "bias"])
    #expect(dictionary[0].tensor == layer.weight.value.transposed())
    #expect(dictionary.map(\.tensor.shape) == [[2, 3], [2]])
  }

  @Test("A model loaded with another model's weights has the same parameters")
  func load() throws {
    let original = layer(seed: 1)
    var copy = layer(seed: 2)
    #expect(copy.weight.value != original.weight.value)
    try copy.load(original.stateDictionary().reversed(), from: "memory")
    #expect(copy.weight.value == original.weight.value && copy.bias?.value == original.bias?.value)
  }

  @Test("A file preserves weights bit for bit")
  func file() throws {
    let path = NSTemporaryDirectory() + "/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let original = layer(seed: 1)
    try original.saveWeights(to: path)
    var copy = layer(seed: 2)
    try copy.loadWeights(from: path)
    #expect(sameBits(copy.weight.value, original.weight.value))
  }

  static let faults: [(String, [(name: String, tensor: Tensor)], String)] = [
    ("a missing name", [("weight", Tensor(repeating: 1, shape: [2, 3]))], "has no weights 'bias'"),
    (
      "a name too many",
      [
        ("weight", Tensor(repeating: 1, shape: [2, 3])), ("bias", Tensor(repeating: 1, shape: [2])),
        ("extra", Tensor(1)),
      ], "has weights 'extra', which the model does not have"
    ),
    (
      "another shape",
      [("weight", Tensor(repeating: 1, shape: [2, 3])), ("bias", Tensor(repeating: 1, shape: [3]))],
      "weights 'bias' have shape [3], expected [2]"
    ),
    (
      "axes the wrong way round",
      [("weight", Tensor(repeating: 1, shape: [3, 2])), ("bias", Tensor(repeating: 1, shape: [2]))],
      "weights 'weight' have shape [3, 2], expected [2, 3]"
    ),
    ("nothing", [], "has no weights 'weight'"),
  ]

  @Test(
    "Weights that do not fit the model throw an error with the reason and change nothing", arguments: faults)
  func fault(name: String, tensors: [(name: String, tensor: Tensor)], message: String) throws {
    var layer = layer(seed: 1)
    let before = layer.stateDictionary()
    let error = #expect(throws: DataError.self) { try layer.load(tensors, from: "weights.safetensors") }
    #expect(error?.message.contains(message) == true)
    #expect(error?.code == .badData && error?.place == .file("weights.safetensors"))
    for (old, new) in zip(before, layer.stateDictionary()) { #expect(old.tensor == new.tensor) }
  }

  /// A model of two named layers.
  private struct Network: Module {
    var body: Linear
    var head: Linear

    mutating func visitParameters(_ visitor: ParameterVisitor) {
      visitor("body", &body)
      visitor("head", &head)
    }
  }

  @Test("Loading weights with a prefix changes the matching part of a model and keeps the rest")
  func partial() throws {
    var network = Network(body: layer(seed: 1), head: layer(seed: 2))
    let before = network
    let other = Network(body: layer(seed: 3), head: layer(seed: 4))
    // The file has a head that does not fit, which is not an error because it is not loaded.
    let given =
      other.body.stateDictionary().map { ("body." + $0.name, $0.tensor) } + [("head.weight", Tensor(1))]
    try network.load(given, from: "memory", matching: "body.")
    #expect(network.body.weight.value == other.body.weight.value)
    #expect(network.head.weight.value == before.head.weight.value)
    let path = NSTemporaryDirectory() + "/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try other.saveWeights(to: path)
    try network.loadWeights(from: path, matching: "head.")
    #expect(network.head.weight.value == other.head.weight.value)
  }

  @Test("Mismatched weights under a prefix throw an error that names them and change nothing")
  func partialFaults() {
    let weight = ("body.weight", Tensor(zeros: [2, 3]))
    let faults: [([(name: String, tensor: Tensor)], String)] = [
      ([weight], "has no weights 'body.bias'"),
      ([weight, ("body.bias", Tensor(zeros: [3]))], "weights 'body.bias' have shape [3]"),
      ([weight, ("body.bias", Tensor(zeros: [2])), ("body.scale", Tensor(1))], "has weights 'body.scale'"),
      ([("encoder.weight", Tensor(1))], "has no weights whose name starts with 'body.'"),
    ]
    for (tensors, message) in faults {
      var network = Network(body: layer(seed: 1), head: layer(seed: 2))
      let before = network.body.weight.value
      let error = #expect(throws: DataError.self) {
        try network.load(tensors, from: "weights.safetensors", matching: "body.")
      }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(network.body.weight.value == before)
    }
  }
}
