// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Image and sequence layers match PyTorch in outputs and all gradients")
struct ImageReferenceTests {
  @Test("Conv1D matches PyTorch")
  func conv1D() throws {
    try compare(
      "conv1d",
      Conv1D(inputChannels: 6, filters: 4, kernelSize: 3, padding: .explicit(1)).initialized(seed: 1))
    try compare(
      "conv1d", Conv1D(inputChannels: 6, filters: 4, kernelSize: 3, padding: .same).initialized(seed: 1))
  }

  static let convolutions: [(String, Conv2D)] = [
    ("conv2d", Conv2D(inputChannels: 3, filters: 4, kernelSize: 3).initialized(seed: 1)),
    (
      "conv2d_stride",
      Conv2D(
        inputChannels: 3, filters: 6, kernelSize: 3, strides: 2, padding: .explicit(1)
      ).initialized(seed: 1)
    ),
    (
      "conv2d_dilated",
      Conv2D(inputChannels: 3, filters: 2, kernelSize: 3, dilation: 2).initialized(seed: 1)
    ),
    (
      "conv2d_depthwise",
      .depthwise(channels: 3, multiplier: 2, kernelSize: 3, padding: .explicit(1)).initialized(seed: 1)
    ),
    (
      "conv2d_rect",
      Conv2D(
        inputChannels: 3, filters: 2, kernelSize: Extent2D(height: 3, width: 2),
        strides: Extent2D(height: 2, width: 1), hasBias: false
      ).initialized(seed: 1)
    ),
    (
      "conv2d_same",
      Conv2D(inputChannels: 3, filters: 4, kernelSize: 3, padding: .same).initialized(seed: 1)
    ),
  ]

  @Test("Conv2D matches PyTorch", arguments: convolutions)
  func conv2D(name: String, layer: Conv2D) throws { try compare(name, layer) }

  @Test("ConvTranspose2D matches PyTorch")
  func transposed() throws {
    try compare(
      "conv_transpose2d",
      ConvTranspose2D(
        inputChannels: 3, filters: 4, kernelSize: 3, strides: 2, padding: 1, outputPadding: 1
      ).initialized(seed: 1))
  }

  static let pools: [(String, any Layer)] = [
    ("avg_pool2d", AveragePool2D(poolSize: 2)), ("max_pool2d", MaxPool2D(poolSize: 2)),
    ("max_pool2d_padded", MaxPool2D(poolSize: 3, strides: 2, padding: 1)),
    ("adaptive_avg_pool2d", AdaptiveAveragePool2D(output: 1)),
  ]

  @Test("Pooling layers match PyTorch", arguments: pools)
  func pooling(name: String, layer: any Layer) throws { try compare(name, Sequential(layer)) }

  @Test(
    "BatchNorm and its running statistics after a step match PyTorch",
    arguments: [("batch_norm1d", 5), ("batch_norm2d", 3)])
  func batchNorm(name: String, channels: Int) throws {
    var layer = BatchNorm(channels: channels)
    let reference = try ReferenceCase(name)
    let initial = layer.stateDictionary().filter { $0.name.hasPrefix("running") }
    try layer.load(reference.tensors("params") + initial, from: name)
    let gradients = try compare(name, layer)
    var optimizer = SGD(learningRate: 0)
    optimizer.update(&layer, along: gradients)
    for (name, tensor) in layer.stateDictionary().suffix(2) {
      #expect(mismatch(tensor, try reference.tensor("buffers", name)) == nil, "\(name)")
    }
  }

  @Test("LayerNorm matches PyTorch")
  func layerNorm() throws { try compare("layer_norm", LayerNorm(size: 5)) }

  /// Compares a layer with its reference case and returns the gradients.
  @discardableResult private func compare(_ name: String, _ layer: some Layer) throws -> Gradients {
    let reference = try ReferenceCase(name)
    var layer = layer
    let weights = try reference.tensors("params")
    let statistics = layer.stateDictionary().filter { $0.name.hasPrefix("running") }
    try layer.load(weights + statistics, from: name)
    let context = ForwardContext(training: 0, step: 0)
    let input = context.leaf(try reference.tensor("inputs", "x"))
    let output = layer(input, context)
    #expect(mismatch(output.value, try reference.tensor("outputs", "output")) == nil, "output")
    let gradients = context.gradients(of: output, cotangent: try reference.tensor("cotangents", "output"))
    #expect(mismatch(input.takeGradient(), try reference.tensor("grads", "x")) == nil, "x")
    let named = layer.stateDictionary(of: gradients)
    #expect(named.count == weights.count)
    for (name, gradient) in named {
      #expect(mismatch(gradient, try reference.tensor("grads", name)) == nil, "\(name)")
    }
    return gradients
  }
}
