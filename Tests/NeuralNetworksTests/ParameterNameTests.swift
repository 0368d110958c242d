// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import NeuralNetworks
import TensorCore
import Testing

/// A model of two layers whose names the test chooses.
private struct TwoLayers: Module {
  var first: Linear
  var second: Linear
  var names = ["first", "second"]

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor(names[0], &first)
    visitor(names[1], &second)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    second(first(x, context).relu(), context)
  }
}

/// A model of layers in an array.
private struct Stack: Module {
  var layers: [Linear]
  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layers", &layers) }
}

/// A model that uses one matrix in two places.
private struct TiedMatrices: Module {
  var encoder: Parameter
  var decoder: Parameter

  init() {
    encoder = Parameter([3, 3], .glorotUniform).tied()
    decoder = encoder
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("encoder", &encoder)
    visitor("decoder", &decoder)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    x.matmul(context[encoder]).matmul(context[decoder])
  }
}

@Suite("Names of a model's parameters")
struct ParameterNameTests {
  private static var layer: Linear { Linear(inputSize: 2, outputSize: 2) }

  @Test("Two parameters with the same name trap before training, saving or loading", arguments: 0..<3)
  func duplicate(operation: Int) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [operation] in
      var model = TwoLayers(
        first: Linear(inputSize: 2, outputSize: 2), second: Linear(inputSize: 2, outputSize: 2))
      model.initialize(seed: 1)
      model.names = ["lin", "lin"]
      switch operation {
      case 0: model.initialize(seed: 1)
      case 1: _ = model.stateDictionary()
      default: try model.load([], from: "weights.safetensors")
      }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text.contains(
        "TwoLayers.visitParameters visits two parameters as 'lin.weight', of shapes [2, 2] and [2, 2]; give each part"
      ))
  }

  @Test("Modules in an array are numbered from 0, as in PyTorch's ModuleList")
  func array() {
    let stack = Stack(layers: (0..<2).map { _ in Self.layer }).initialized(seed: 1)
    #expect(
      stack.stateDictionary().map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
      ])
  }

  @Test("Copies of a layer without values become separate layers when initialised")
  func copiesInitialised() {
    let copies = Stack(layers: Array(repeating: Self.layer, count: 3))
    let others = Stack(layers: (0..<3).map { _ in Self.layer })
    #expect(copies.parameterCount == others.parameterCount)
    let trained = [copies, others].map { (stack: Stack) in
      var model = stack.initialized(seed: 5)
      var optimizer = Adam(learningRate: 0.1)
      for step in 0..<3 {
        let (_, gradients) = model.valueAndGradients(seed: 1, step: step) { model, context in
          let x = Variable(Tensor([1, 2], shape: [1, 2]))
          return model.layers.reduce(x) { $1($0, context) }.square().sum()
        }
        optimizer.update(&model, along: gradients)
      }
      return model.stateDictionary().map(\.tensor.scalars)
    }
    #expect(trained[0] == trained[1])
    #expect(Set(trained[0]).count == 6, "no two layers have the same weights")
  }

  @Test("Copies of a layer without values become separate layers when loaded")
  func copiesLoaded() throws {
    let source = Stack(layers: (0..<2).map { _ in Self.layer }).initialized(seed: 5)
    var copies = Stack(layers: Array(repeating: Self.layer, count: 2))
    try copies.load(source.stateDictionary(), from: "weights.safetensors")
    let x = Variable(Tensor([1, 2], shape: [1, 2]))
    let losses = [source, copies].map { stack in
      stack.valueAndGradients(seed: 1, step: 0) { model, context in
        model.layers.reduce(x) { $1($0, context) }.square().sum()
      }.value
    }
    #expect(losses[0] == losses[1])
  }

  @Test("A tied parameter has one value in all places, counts once and stays tied in training")
  func tied() {
    var model = TiedMatrices().initialized(seed: 3)
    #expect(model.parameterCount == 9)
    #expect(model.encoder.value.scalars == model.decoder.value.scalars)
    var optimizer = SGD(learningRate: 0.1)
    let (_, gradients) = model.valueAndGradients(seed: 1, step: 0) { model, context in
      model(Variable(Tensor([1, 2, 3], shape: [1, 3])), context).sum()
    }
    let before = model.encoder.value.scalars
    optimizer.update(&model, along: gradients)
    #expect(model.encoder.value.scalars == model.decoder.value.scalars)
    #expect(model.encoder.value.scalars != before)
  }

  @Test("Loading different weights into the places of a tied parameter throws an error")
  func tiedLoading() throws {
    var model = TiedMatrices()
    let weights = { (value: Float) in Tensor([Float](repeating: value, count: 9), shape: [3, 3]) }
    let error = #expect(throws: DataError.self) {
      try model.load([("encoder", weights(1)), ("decoder", weights(2))], from: "tied.safetensors")
    }
    #expect(
      error?.message == "weights 'encoder' and 'decoder' differ, but are one parameter of the model")
    try model.load([("encoder", weights(2)), ("decoder", weights(2))], from: "tied.safetensors")
    #expect(model.decoder.value.scalars == weights(2).scalars)
  }

  @Test("An optimiser's parameter group whose prefix matches no parameter traps at the first step")
  func group() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var model = Linear(inputSize: 2, outputSize: 1).initialized(seed: 1)
      var optimizer = SGD(learningRate: 0.1, groups: [ParameterGroup(prefix: "wieght", weightDecay: 0)])
      let (_, gradients) = model.valueAndGradients(seed: 1, step: 0) { model, context in
        model(Variable(Tensor([1, 2], shape: [1, 2])), context).sum()
      }
      optimizer.update(&model, along: gradients)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("ParameterGroup: no parameter's path starts with 'wieght': weight, bias"))
  }
}
