// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Running statistics, observed in passes and applied by optimiser updates")
struct RunningStatisticTests {
  private let input = Samples(seed: 1).tensor([6, 3, 4, 5]) * 2 + 3

  /// Runs one training pass and returns its gradients.
  private func pass(_ layer: some Layer) -> Gradients {
    let context = ForwardContext(training: 0, step: 0)
    return context.gradients(of: layer(Variable(input), context).sum())
  }

  @Test(
    "Every optimiser update moves the running statistics towards those of the batch", arguments: [0, 1, 2])
  func update(optimizer: Int) {
    var layer = BatchNorm(channels: 3, momentum: 0.25)
    let gradients = pass(layer)
    #expect(layer.runningMean.value.scalars == [0, 0, 0], "a pass changes nothing")
    switch optimizer {
    case 0:
      var optimizer = SGD(learningRate: 0.1)
      optimizer.update(&layer, along: gradients)
    case 1:
      var optimizer = Adam()
      optimizer.update(&layer, along: gradients)
    default:
      var optimizer = Adam.adamW()
      optimizer.update(&layer, along: gradients)
    }
    for channel in 0..<3 {
      let numbers = (0..<6).flatMap { n in
        (0..<20).map { Double(input[n, channel, $0 / 5, $0 % 5]) }
      }
      let mean = numbers.reduce(0, +) / 120
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 119
      #expect(abs(Double(layer.runningMean.value[channel]) - 0.25 * mean) < 1e-5)
      #expect(abs(Double(layer.runningVariance.value[channel]) - 0.75 - 0.25 * variance) < 1e-5)
    }
  }

  @Test("BatchNorm normalises with its running statistics in evaluation and does not change them")
  func evaluation() {
    var layer = BatchNorm(channels: 3)
    layer.runningMean.value = Tensor([1, 2, 3], shape: [3])
    layer.runningVariance.value = Tensor([4, 9, 16], shape: [3])
    layer.weight?.value = Tensor([1, -1, 2], shape: [3])
    layer.bias?.value = Tensor([0, 1, 0], shape: [3])
    let context = ForwardContext()
    let output = layer(Variable(input), context).value
    for place in [(0, 0, 0, 0), (5, 1, 3, 4), (2, 2, 1, 0)] {
      let (n, c, h, w) = place
      let normalised = (input[n, c, h, w] - [1, 2, 3][c]) / [2, 3, 4][c]
      #expect(abs(output[n, c, h, w] - normalised * [1, -1, 2][c] - [0, 1, 0][c]) < 1e-5)
    }
    #expect(context.observed(layer.runningMean) == layer.runningMean.value)
  }

  @Test("A BatchNorm used twice in a pass observes both uses in order")
  func twice() {
    var (once, twice) = (BatchNorm(channels: 3), BatchNorm(channels: 3))
    for _ in 0..<2 {
      var optimizer = SGD(learningRate: 0)
      optimizer.update(&once, along: pass(once))
    }
    let context = ForwardContext(training: 0, step: 0)
    let sum = twice(Variable(input), context).sum() + twice(Variable(input), context).sum()
    var optimizer = SGD(learningRate: 0)
    optimizer.update(&twice, along: context.gradients(of: sum))
    #expect(twice.runningMean.value == once.runningMean.value)
    #expect(twice.runningVariance.value == once.runningVariance.value)
  }

  @Test("A recomputed part of a pass observes its running statistics once")
  func recomputation() {
    var (plain, again) = (BatchNorm(channels: 3), BatchNorm(channels: 3))
    var optimizer = SGD(learningRate: 0.1)
    optimizer.update(&plain, along: pass(plain))
    let context = ForwardContext(training: 0, step: 0)
    let layer = again
    let output = context.recomputing([Variable(input)]) { layer($0[0], $1) }
    optimizer.update(&again, along: context.gradients(of: output.sum()))
    #expect(again.runningMean.value == plain.runningMean.value)
    #expect(again.runningVariance.value == plain.runningVariance.value)
  }

  @Test("Running statistics are saved and loaded but do not count as parameters")
  func files() throws {
    let path = NSTemporaryDirectory() + "/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var layer = BatchNorm(channels: 3)
    var optimizer = SGD(learningRate: 0.1)
    optimizer.update(&layer, along: pass(layer))
    #expect(layer.parameterCount == 6)
    #expect(layer.stateDictionary().map(\.name) == ["weight", "bias", "running_mean", "running_var"])
    try layer.saveWeights(to: path)
    var copy = BatchNorm(channels: 3)
    try copy.loadWeights(from: path)
    for (one, other) in zip(layer.stateDictionary(), copy.stateDictionary()) {
      #expect(sameBits(one.tensor, other.tensor))
    }
  }

  @Test("Loading ignores PyTorch's num_batches_tracked of a BatchNorm and no other unknown name")
  func counter() throws {
    var chain = Sequential(Activation(.relu), BatchNorm(channels: 2))
    let counter = (name: "1.num_batches_tracked", tensor: Tensor(7))
    try chain.load(chain.stateDictionary() + [counter], from: "memory")
    let elsewhere = (name: "0.num_batches_tracked", tensor: Tensor(7))
    #expect(throws: DataError.self) { try chain.load(chain.stateDictionary() + [elsewhere], from: "memory") }
    let short = chain.stateDictionary().filter { $0.name != "1.running_var" }
    let error = #expect(throws: DataError.self) { try chain.load(short, from: "memory") }
    #expect(error?.message.contains("has no weights '1.running_var'") == true)
  }

  @Test("Integer tensors in a safetensors file are read as floating-point numbers")
  func integers() throws {
    let header = #"{"n":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#
    var bytes = [UInt8(header.utf8.count)] + Array(repeating: UInt8(0), count: 7) + Array(header.utf8)
    for number in [Int64(1000), -3] {
      for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
    }
    #expect(try SafeTensors(bytes: bytes, path: "n").tensors[0].tensor.scalars == [1000, -3])
  }
}
